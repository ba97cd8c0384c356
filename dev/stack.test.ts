import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { testStack } from "../test/stack.ts";
import type { Stack } from "./stack.ts";

describe("a stack", () => {
  let stack: Stack;
  before(async () => {
    stack = await testStack();
  });
  after(async () => await stack.stop());

  const register = async (username: string) => {
    const password = "seven wild geese over the lake";
    const body = { email: `${username}@example.com`, password, username, display_name: "Ada" };
    const url = `${stack.urls.orchestrator}/flock.registration.v1.RegistrationService/Register`;
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as { registration?: { state: string } };
  };

  it("registers somebody", async () => {
    assert.equal((await register("ada")).registration?.state, "REGISTRATION_STATE_COMPLETED");
  });

  it("has lost nothing and works after every part was killed and started again", async () => {
    for (const part of ["postgres-auth", "temporal", "auth-service", "orchestrator"] as const) {
      await stack.kill(part);
      await stack.restart(part);
    }
    assert.equal((await register("grace")).registration?.state, "REGISTRATION_STATE_COMPLETED");
    assert.ok(!(await register("ada")).registration, "ada is registered already");
  });

  it("keeps the log of every part, without the password", () => {
    for (const part of ["orchestrator", "auth-service", "profile-service", "postgres-auth"] as const) {
      assert.ok(stack.logs(part).length > 0, part);
      assert.ok(!stack.logs(part).includes("wild geese"), part);
    }
  });

  it("says so when a part that does not run is to be killed", async () => {
    await stack.kill("profile-service");
    await assert.rejects(stack.kill("profile-service"), /profile-service does not run/);
  });
});
