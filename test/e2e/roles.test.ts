import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { variablesFile } from "../../dev/plan.ts";
import type { Stack } from "../../dev/stack.ts";
import { RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { testStack } from "../stack.ts";
import { browserOf, ended, somebody } from "./people.ts";

describe("an orchestrator whose door and worker run apart", () => {
  let stack: Stack;
  before(async () => {
    stack = await testStack({ ROLE: "door" });
  });
  after(async () => await stack?.stop());

  it("takes a registration while there is no worker, which a worker then completes", async () => {
    const person = somebody();
    const { registration } = await browserOf(stack).register(person, { timeoutMs: 2000 });
    assert.equal(registration?.state, RegistrationState.RUNNING);
    const variables = JSON.parse(readFileSync(variablesFile(stack.plan.dir, "orchestrator"), "utf8"));
    const env = { ...process.env, ...variables, ROLE: "worker", PORT: "0", ADMIN_PORT: "0" };
    const worker = spawn(process.execPath, ["orchestrator/main.ts"], { env, stdio: "ignore" });
    try {
      assert.equal((await ended(stack, person.requestId)).state, RegistrationState.COMPLETED);
      const next = await browserOf(stack).register(somebody());
      assert.equal(next.registration?.state, RegistrationState.COMPLETED);
    } finally {
      const exited = once(worker, "exit");
      worker.kill("SIGTERM");
      assert.deepEqual(await exited, [0, null]);
    }
  });
});
