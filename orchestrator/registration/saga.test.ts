import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Code } from "@connectrpc/connect";
import { lostAnswer, outage, proxyAnswer, refusal, twice } from "../../test/faults.ts";
import { NOTHING, type SagaWorld, sagaWorld, WHOLE } from "../../test/saga-world.ts";
import type { RunningWorker } from "../temporal/worker.ts";
import type { End } from "./registrations.ts";

const STEPS = ["CreateUser", "CreateProfile", "ActivateUser"];
const completed = (end: End) => end && "progress" in end && end.progress.state === "COMPLETED";
const attempts = (end: End) => (end && "progress" in end ? end.progress.steps.map((step) => step.attempts) : []);

describe("the registration saga", () => {
  let world: SagaWorld;
  let worker: RunningWorker;
  before(async () => {
    world = await sagaWorld();
    worker = await world.startWorker();
  });
  after(async () => {
    await worker?.stop();
    await world?.close();
  });
  afterEach(() => assert.deepEqual(world.faults.left(), [], "every planned fault has happened"));

  it("makes an active user and a profile, each step at the first attempt", async () => {
    const input = await world.newInput();
    const end = await world.run(input);
    assert.ok(completed(end));
    assert.deepEqual(attempts(end), [1, 1, 1]);
    assert.deepEqual(await world.rowsOf(input), WHOLE);
  });

  for (const step of STEPS) {
    it(`completes when ${step} fails for a while, and counts the attempts`, async () => {
      const input = await world.newInput();
      world.faults.plan(step, outage, outage, outage);
      const end = await world.run(input);
      assert.ok(completed(end));
      assert.deepEqual(
        attempts(end),
        STEPS.map((name) => (name === step ? 4 : 1)),
      );
      assert.deepEqual(await world.rowsOf(input), WHOLE);
    });

    it(`completes when ${step} arrives twice`, async () => {
      const input = await world.newInput();
      world.faults.plan(step, twice);
      assert.ok(completed(await world.run(input)));
      assert.deepEqual(await world.rowsOf(input), WHOLE);
    });

    it(`completes when the answer of ${step} is lost`, async () => {
      const input = await world.newInput();
      world.faults.plan(step, lostAnswer);
      assert.ok(completed(await world.run(input)));
      assert.deepEqual(await world.rowsOf(input), WHOLE);
    });

    it(`leaves nothing when ${step} is refused for good`, async () => {
      const input = await world.newInput();
      world.faults.plan(step, refusal("REGISTRATION_UNDONE"));
      assert.deepEqual(await world.run(input), { reason: "REGISTRATION_UNDONE" });
      assert.deepEqual(await world.rowsOf(input), NOTHING);
    });

    for (const code of [Code.NotFound, Code.Unauthenticated, Code.AlreadyExists, Code.InvalidArgument]) {
      it(`tries ${step} again when a proxy answers ${Code[code]} in its place`, async () => {
        const input = await world.newInput();
        world.faults.plan(step, proxyAnswer(code), proxyAnswer(code));
        assert.ok(completed(await world.run(input)));
        assert.deepEqual(await world.rowsOf(input), WHOLE);
      });
    }
  }

  it("tries again while our own credential is refused, because that can be mended", async () => {
    const input = await world.newInput();
    world.faults.plan("CreateUser", refusal("CREDENTIAL_REFUSED"), refusal("PERMISSION_DENIED"));
    assert.ok(completed(await world.run(input)));
  });

  it("frees the address at once when the username is taken", async () => {
    const [first, second] = [await world.newInput(), await world.newInput()];
    await world.run(first);
    const clash = { ...second, username: first.username };
    assert.deepEqual(await world.run(clash), { reason: "USERNAME_TAKEN" });
    assert.deepEqual(await world.rowsOf(clash), NOTHING);
    const again = await world.newInput({ email: second.email });
    assert.ok(completed(await world.run(again)));
  });

  it("says which step failed and which was undone", async () => {
    const taken = await world.newInput();
    await world.run(taken);
    const input = await world.newInput({ username: taken.username });
    await world.run(input);
    const found = await world.registrations.find(input.registrationId);
    assert.equal(found?.progress.state, "FAILED");
    assert.equal(found?.progress.failureReason, "USERNAME_TAKEN");
    assert.deepEqual(
      found?.progress.steps.map(({ name, state }) => `${name} ${state}`),
      ["CreateUser UNDONE", "CreateProfile FAILED", "ActivateUser PENDING"],
    );
  });

  it("never gives up an undo, whatever the services answer meanwhile", async () => {
    const input = await world.newInput();
    world.faults.plan("CreateProfile", refusal("USERNAME_TAKEN"));
    world.faults.plan("DeleteUser", outage, refusal("INVALID_REQUEST"), lostAnswer);
    world.faults.plan("DeleteProfile", proxyAnswer(Code.NotFound), refusal("INVALID_REQUEST"), lostAnswer);
    assert.deepEqual(await world.run(input), { reason: "USERNAME_TAKEN" });
    assert.deepEqual(await world.rowsOf(input), NOTHING);
  });

  it("undoes the user before the profile, and both even when history shows neither", async () => {
    const input = await world.newInput();
    const before = world.faults.calls.length;
    world.faults.plan("CreateUser", refusal("EMAIL_TAKEN"));
    assert.deepEqual(await world.run(input), { reason: "EMAIL_TAKEN" });
    assert.deepEqual(world.faults.calls.slice(before), ["CreateUser", "DeleteUser", "DeleteProfile"]);
  });

  it("finishes forward when the undo finds the user active: its activation had only lost its answer", async () => {
    const input = await world.newInput();
    world.faults.plan("ActivateUser", lostAnswer, refusal("USER_NOT_FOUND"));
    const end = await world.run(input);
    assert.ok(completed(end));
    assert.deepEqual(await world.rowsOf(input), WHOLE);
    const found = await world.registrations.find(input.registrationId);
    assert.equal(found?.progress.failureReason, "");
    assert.ok(found?.progress.steps.every(({ state }) => state === "DONE"));
  });

  it("keeps turning round although every call of it fails at first", async () => {
    const input = await world.newInput();
    world.faults.plan("ActivateUser", lostAnswer, refusal("USER_NOT_FOUND"), refusal("USER_NOT_FOUND"), outage);
    world.faults.plan("CreateProfile", (call) => call(), refusal("REGISTRATION_UNDONE"), outage);
    assert.ok(completed(await world.run(input)));
    assert.deepEqual(await world.rowsOf(input), WHOLE);
  });

  it("waits for an address that an unfinished registration holds, and gets it when that one is undone", async () => {
    const [holder, waiting] = [await world.newInput(), await world.newInput()];
    await world.clients.plain.users.createUser(holder);
    const ended = world.run({ ...waiting, email: holder.email });
    await world.faults.called("CreateUser", 2);
    await world.clients.plain.users.deleteUser(holder);
    const end = await ended;
    assert.ok(completed(end));
    assert.ok(Number(attempts(end)[0]) > 2, "it was refused twice before the address was free");
  });

  it("lets exactly one of 20 registrations have an address", async () => {
    const { email } = await world.newInput();
    const inputs = await Promise.all(Array.from({ length: 20 }, () => world.newInput({ email })));
    const ends = await Promise.all(inputs.map((input) => world.run(input, 60_000)));
    assert.equal(ends.filter(completed).length, 1);
    for (const [index, input] of inputs.entries()) {
      assert.deepEqual(await world.rowsOf(input), completed(ends[index]) ? WHOLE : NOTHING);
    }
  });
});
