import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { testDatabase } from "../test/database.ts";
import { testStack } from "../test/stack.ts";
import { testTemporal } from "../test/temporal.ts";
import type { Stack } from "./stack.ts";
import { services } from "./stack-ports.ts";

describe("a stack", () => {
  let stack: Stack;
  before(async () => {
    stack = await testStack();
  });
  after(async () => await stack.stop());

  it("registers somebody", async () => {
    assert.equal((await register(stack, "ada")).registration?.state, "REGISTRATION_STATE_COMPLETED");
  });

  it("has lost nothing and works after every part was killed and started again", async () => {
    for (const part of ["postgres-auth", "temporal", "auth-service", "orchestrator"] as const) {
      await stack.kill(part);
      await stack.restart(part);
    }
    assert.equal((await register(stack, "grace")).registration?.state, "REGISTRATION_STATE_COMPLETED");
    assert.ok(!(await register(stack, "ada")).registration, "ada is registered already");
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

describe("a stack on databases and a Temporal server that are somebody else's", () => {
  it("starts nothing but the services, and registers somebody", async (context) => {
    const [auth, profile, temporal] = await Promise.all([
      testDatabase("auth"),
      testDatabase("profile"),
      testTemporal(),
    ]);
    context.after(() => Promise.all([auth.drop(), profile.drop(), temporal.stop()]));
    const stack = await testStack({
      AUTH_DATABASE_URL: auth.url,
      AUTH_MIGRATION_DATABASE_URL: auth.ownerUrl,
      PROFILE_DATABASE_URL: profile.url,
      PROFILE_MIGRATION_DATABASE_URL: profile.ownerUrl,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
    });
    context.after(() => stack.stop());
    assert.deepEqual(Object.keys(stack.plan.book.entries()).sort(), [...services].sort());
    assert.equal((await register(stack, "ada")).registration?.state, "REGISTRATION_STATE_COMPLETED");
  });
});

async function register(stack: Stack, username: string): Promise<{ registration?: { state: string } }> {
  const password = "seven wild geese over the lake";
  const body = { email: `${username}@example.com`, password, username, display_name: "Ada" };
  const url = `${stack.urls.orchestrator}/flock.registration.v1.RegistrationService/Register`;
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as { registration?: { state: string } };
}
