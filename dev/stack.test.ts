import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { testDatabase } from "../test/database.ts";
import { testStack } from "../test/stack.ts";
import { testTemporal } from "../test/temporal.ts";
import type { Stack } from "./stack.ts";
import { databases, services } from "./stack-ports.ts";

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
    const temporal = await testTemporal();
    const theirs = await Promise.all(databases.map((name) => testDatabase(name)));
    context.after(() => Promise.all([temporal.stop(), ...theirs.map((database) => database.drop())]));
    const urls = databases.map((name, index) => ({
      [`${name.toUpperCase()}_DATABASE_URL`]: theirs[index]?.url ?? "",
      [`${name.toUpperCase()}_MIGRATION_DATABASE_URL`]: theirs[index]?.ownerUrl ?? "",
    }));
    const stack = await testStack({
      ...Object.assign({}, ...urls),
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
