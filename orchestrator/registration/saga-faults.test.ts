import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkflowHandle } from "@temporalio/client";
import { ApplicationFailure, defaultPayloadConverter } from "@temporalio/common";
import { heldUntil, lostAnswer, outage, refusal } from "../../test/faults.ts";
import { NOTHING, PASSWORD, type SagaWorld, sagaWorld, silent, testKeys, WHOLE } from "../../test/saga-world.ts";
import { createCodec } from "../temporal/codec.ts";
import type { RunningWorker } from "../temporal/worker.ts";
import { startUndo } from "../undo/start-undo.ts";
import { createActivities } from "./activities.ts";
import { type RegistrationInput, registrationWorkflowId } from "./contract.ts";

describe("a registration whose surroundings break", () => {
  let world: SagaWorld;
  let worker: RunningWorker | undefined;
  before(async () => {
    world = await sagaWorld();
  });
  afterEach(async () => {
    await worker?.stop();
    worker = undefined;
    assert.deepEqual(world.faults.left(), [], "every planned fault has happened");
  });
  after(async () => await world?.close());

  const handle = (input: RegistrationInput) =>
    world.client().workflow.getHandle(registrationWorkflowId(input.registrationId));
  const stateOf = async (input: RegistrationInput) => (await world.registrations.find(input.registrationId))?.progress;

  it("is durable once started: it waits for a worker as long as it takes", async () => {
    const input = await world.newInput();
    assert.equal(await world.run(input, 300), undefined);
    assert.equal((await stateOf(input))?.state, "RUNNING");
    worker = await world.startWorker();
    assert.ok(await world.registrations.wait(input.registrationId, 30_000));
    assert.deepEqual(await world.rowsOf(input), WHOLE);
  });

  for (const step of ["CreateUser", "CreateProfile", "ActivateUser"]) {
    it(`is not changed by a cancel request during ${step}, which its worker has seen`, async () => {
      worker = await world.startWorker();
      const input = await world.newInput();
      // The first attempt of a local step is hidden in its task: only during the second can a cancel request come through.
      const { release, reached } = holdSecond(step);
      const ended = world.run(input);
      await reached;
      await handle(input).cancel();
      await seen(handle(input));
      release();
      const end = await ended;
      assert.ok(end && "progress" in end);
      assert.deepEqual(await world.rowsOf(input), WHOLE);
    });
  }

  it("is undone to the end although a cancel request comes during its undo", async () => {
    worker = await world.startWorker();
    const input = await world.newInput();
    world.faults.plan("CreateProfile", refusal("USERNAME_TAKEN"));
    const { release, reached } = holdSecond("DeleteUser");
    const ended = world.run(input);
    await reached;
    await handle(input).cancel();
    await seen(handle(input));
    release();
    assert.deepEqual(await ended, { reason: "USERNAME_TAKEN" });
    assert.deepEqual(await world.rowsOf(input), NOTHING);
  });

  it("is undone to the end by the undo command, although that is cancelled", async () => {
    const input = await stopped("ActivateUser");
    await handle(input).terminate();
    worker = await world.startWorker();
    const { release, reached } = holdSecond("DeleteUser");
    const undoing = await startUndo(undoDeps(), input.registrationId);
    await reached;
    await undoing.cancel();
    await seen(undoing);
    release();
    assert.equal(await undoing.result(), "UNDONE");
    assert.deepEqual(await world.rowsOf(input), NOTHING);
  });

  it("runs its hidden steps again when their workflow task is lost, and still makes one account", async () => {
    worker = await world.startWorker();
    const input = await world.newInput();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    world.faults.plan("ActivateUser", heldUntil(held));
    const [reached, again] = [world.faults.called("ActivateUser"), world.faults.called("CreateUser", 2)];
    await world.registrations.start(input, "hash");
    await reached;
    await loseFirstTask(input);
    await again;
    release();
    assert.ok(await world.registrations.wait(input.registrationId, 30_000));
    assert.deepEqual(await world.rowsOf(input), WHOLE);
  });

  it("gives up a step after its budget of attempts, undoes all and says SERVICE_UNAVAILABLE", async () => {
    worker = await world.startWorker({
      activities: impatient(createActivities(world.clients, silent)),
    });
    const input = await world.newInput();
    world.faults.plan("CreateProfile", ...Array.from({ length: 37 }, () => outage));
    assert.deepEqual(await world.run(input, 120_000), { reason: "SERVICE_UNAVAILABLE" });
    assert.deepEqual(await world.rowsOf(input), NOTHING);
    assert.equal((await stateOf(input))?.steps[1]?.attempts, 37);
  });

  it("shows why it is being undone while the undo can not get through", async () => {
    worker = await world.startWorker();
    const input = await world.newInput();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    world.faults.plan("CreateProfile", refusal("USERNAME_TAKEN"));
    world.faults.plan("DeleteUser", heldUntil(held));
    const called = world.faults.called("DeleteUser");
    const ended = world.run(input);
    await called;
    const progress = await stateOf(input);
    assert.deepEqual([progress?.state, progress?.failureReason], ["RUNNING", "USERNAME_TAKEN"]);
    release();
    assert.deepEqual(await ended, { reason: "USERNAME_TAKEN" });
  });

  it("counts the attempts of a step on its way", async () => {
    worker = await world.startWorker();
    const input = await world.newInput();
    world.faults.plan("CreateProfile", outage, outage, outage, outage);
    const called = world.faults.called("CreateProfile", 3);
    const ended = world.run(input);
    await called;
    const step = (await stateOf(input))?.steps[1];
    assert.equal(step?.state, "RUNNING");
    assert.ok(Number(step?.attempts) >= 3);
    await ended;
  });

  it("can be undone by command after it was terminated, and is then reported as failed", async () => {
    const input = await stopped("CreateProfile");
    await handle(input).terminate();
    const terminated = await stateOf(input);
    assert.deepEqual([terminated?.state, terminated?.failureReason], ["RUNNING", "REGISTRATION_UNDONE"]);
    await world.clients.plain.users.createUser(input);
    assert.equal(await undo(input), "UNDONE");
    assert.deepEqual(await world.rowsOf(input), NOTHING);
    assert.equal((await stateOf(input))?.state, "FAILED");
  });

  it("is finished by the undo command when its user is active already", async () => {
    const input = await stopped("CreateProfile");
    await handle(input).terminate();
    await world.clients.plain.users.createUser(input);
    await world.clients.plain.users.activateUser(input);
    assert.equal(await undo(input), "FINISHED");
    assert.deepEqual(await world.rowsOf(input), WHOLE);
    assert.equal((await stateOf(input))?.state, "COMPLETED");
  });

  it("goes on with a new key while old ones can still be read", async () => {
    const input = await world.newInput();
    assert.equal(await world.run(input, 100), undefined);
    const rotated = {
      ...testKeys("k2", 9),
      get: (id: string) => testKeys(id, id === "k2" ? 9 : 1).get(id),
    };
    worker = await world.startWorker({ codecKeys: rotated });
    await world.client(rotated).workflow.getHandle(registrationWorkflowId(input.registrationId)).result();
    assert.deepEqual(await world.rowsOf(input), WHOLE);
  });

  it("waits, and does not fail, while its worker lacks the key", async () => {
    const input = await world.newInput();
    const blind = await world.startWorker({ codecKeys: testKeys("k2", 9) });
    assert.equal(await world.run(input, 1500), undefined);
    assert.equal((await handle(input).describe()).status.name, "RUNNING");
    await blind.stop();
    worker = await world.startWorker();
    assert.ok(await world.registrations.wait(input.registrationId, 60_000));
    assert.deepEqual(await world.rowsOf(input), WHOLE);
  });

  it("leaves no password, hash, address or name in its raw history, whether it completed or failed", async () => {
    worker = await world.startWorker();
    const [whole, refused] = [await world.newInput(), await world.newInput()];
    world.faults.plan("CreateUser", outage, lostAnswer);
    await world.run(whole);
    await world.run({ ...refused, username: whole.username });
    for (const input of [whole, refused]) {
      const history = await handle(input).fetchHistory();
      const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
      const [payload] = await createCodec(testKeys()).decode(started?.input?.payloads ?? []);
      assert.ok(payload, "the test can read what it looks for");
      assert.equal(defaultPayloadConverter.fromPayload<RegistrationInput>(payload).email, input.email);
      const raw = JSON.stringify(history, (_key, value) =>
        value?.type === "Buffer" ? Buffer.from(value.data).toString("latin1") : value,
      );
      for (const secret of [PASSWORD, input.email, input.displayName, whole.username, "$2b$", input.sealedPassword]) {
        assert.ok(!raw.includes(secret), "a secret stands in the history");
        assert.ok(!raw.includes(Buffer.from(secret).toString("base64").replace(/=*$/, "")), "in base64 even");
      }
    }
  });

  /** A registration that hangs in a step, its worker gone. */
  async function stopped(step: string): Promise<RegistrationInput> {
    const input = await world.newInput();
    worker = await world.startWorker();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    world.faults.plan(step, heldUntil(held.then(() => Promise.reject(new Error("the process died")))));
    const called = world.faults.called(step);
    await world.registrations.start(input, "hash");
    await called;
    setTimeout(release, 200);
    await worker.stop();
    worker = undefined;
    return input;
  }

  /** Takes the registration back to before its first task was finished, as if the server had never heard of its end. */
  async function loseFirstTask(input: RegistrationInput) {
    const { events } = await handle(input).fetchHistory();
    const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    await world.client().workflowService.resetWorkflowExecution({
      namespace: world.namespace,
      workflowExecution: { workflowId: registrationWorkflowId(input.registrationId) },
      workflowTaskFinishEventId: firstTask?.eventId ?? null,
      requestId: randomUUID(),
      reason: "a test",
    });
  }

  async function undo(input: RegistrationInput) {
    worker = await world.startWorker();
    return await (await startUndo(undoDeps(), input.registrationId)).result();
  }

  const undoDeps = () => ({ client: world.client(), codec: createCodec(testKeys()), taskQueue: world.taskQueue });

  /** Lets the first call of an RPC fail and holds the second one. */
  function holdSecond(rpc: string) {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    world.faults.plan(rpc, outage, heldUntil(held));
    return { release, reached: world.faults.called(rpc, 2) };
  }

  /** Waits until a worker has finished a task after the cancel request. */
  async function seen(workflow: Pick<WorkflowHandle, "fetchHistory">): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const events = (await workflow.fetchHistory()).events ?? [];
      const requested = events.findIndex((event) => event.workflowExecutionCancelRequestedEventAttributes);
      if (requested >= 0 && events.slice(requested).some((event) => event.workflowTaskCompletedEventAttributes)) return;
      await sleep(50);
    }
    throw new Error("no worker has seen the cancel request");
  }
});

/** The same activities, but a failed attempt is repeated at once: five minutes of attempts in seconds. */
function impatient(activities: ReturnType<typeof createActivities>): ReturnType<typeof createActivities> {
  const now =
    <I, O>(activity: (input: I) => Promise<O>) =>
    (input: I) =>
      activity(input).catch((error: ApplicationFailure) => {
        const { message, type, nonRetryable, details } = error;
        throw ApplicationFailure.create({
          message,
          type: type ?? "",
          nonRetryable: nonRetryable ?? false,
          details: details ?? [],
          nextRetryDelay: "1ms",
        });
      });
  return Object.fromEntries(Object.entries(activities).map(([name, run]) => [name, now(run as never)])) as never;
}
