import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { toJsonString } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { RegistrationState, StepState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { WatchRegistrationResponseSchema } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { Problem, reasonOf } from "../../kit/problem.ts";
import { doorWorld } from "../../test/door-world.ts";
import { heldUntil } from "../../test/faults.ts";
import type { RunningWorker } from "../temporal/worker.ts";
import { createWatchers } from "./watchers.ts";

describe("GetRegistration and WatchRegistration", () => {
  let world: Awaited<ReturnType<typeof doorWorld>>;
  let worker: RunningWorker | undefined;
  before(async () => {
    world = await doorWorld({ limit: 3, limitPerClient: 2 });
  });
  afterEach(async () => {
    await worker?.stop();
    worker = undefined;
  });
  after(async () => await world?.close());

  const reasonFor = async (call: Promise<unknown>) => reasonOf(await call.catch(ConnectError.from));
  const waiting = async () => {
    const input = await world.newInput();
    await world.registrations.start(input, "hash");
    return { input, id: input.registrationId };
  };

  it("say that an unknown registration is not there", async () => {
    const id = randomUUID();
    assert.equal(await reasonFor(world.door.getRegistration({ id })), "REGISTRATION_NOT_FOUND");
    assert.equal(await reasonFor(Array.fromAsync(world.door.watchRegistration({ id }))), "REGISTRATION_NOT_FOUND");
  });

  it("refuse what is no id", async () => {
    assert.equal(await reasonFor(world.door.getRegistration({ id: "x" })), "INVALID_REQUEST");
    assert.equal(await reasonFor(Array.fromAsync(world.door.watchRegistration({ id: "" }))), "INVALID_REQUEST");
  });

  it("answer without a worker, and hold no personal data", async () => {
    const { input, id } = await waiting();
    const answer = await world.door.getRegistration({ id: id.toUpperCase() });
    assert.equal(answer.registration?.state, RegistrationState.RUNNING);
    assert.deepEqual(
      answer.registration?.steps.map(({ state }) => state),
      Array(3).fill(StepState.PENDING),
    );
    const said = JSON.stringify(answer, (_key, value) => (typeof value === "bigint" ? String(value) : value));
    for (const secret of [input.email, input.username, input.displayName, input.userId])
      assert.ok(!said.includes(secret));
  });

  it("stream every change until the registration has ended", async () => {
    const { input, id } = await waiting();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    // Every try of it is held: one that takes too long is given up and tried again.
    world.faults.plan("ActivateUser", ...Array(9).fill(heldUntil(held)));
    const seen: string[] = [];
    for await (const answer of world.door.watchRegistration({ id })) {
      const { registration } = answer;
      // All of it: on a slow machine a step may be tried twice.
      seen.push(toJsonString(WatchRegistrationResponseSchema, answer));
      worker ??= await world.startWorker();
      if (registration?.steps[2]?.state === StepState.RUNNING) release();
      if (registration?.state === RegistrationState.COMPLETED)
        assert.equal(registration.steps[2]?.state, StepState.DONE);
    }
    assert.ok(seen.length >= 3, `pending, running, done, but saw ${seen.join(" | ")}`);
    assert.equal(new Set(seen).size, seen.length, "nothing is sent twice");
    assert.equal((await world.registrations.find(input.registrationId))?.progress.state, "COMPLETED");
  });

  it("stream a failed registration as an answer with its reason", async () => {
    worker = await world.startWorker();
    const [taken, input] = [await world.newInput(), await world.newInput()];
    await world.run(taken);
    await world.run({ ...input, username: taken.username });
    const [only] = await Array.fromAsync(world.door.watchRegistration({ id: input.registrationId }));
    assert.deepEqual(
      [only?.registration?.state, only?.registration?.failureReason],
      [RegistrationState.FAILED, "USERNAME_TAKEN"],
    );
  });

  it("bound the watches of one client, and take new ones when old ones end", async () => {
    const { id } = await waiting();
    const leave = new AbortController();
    const open = async () => {
      const stream = world.door.watchRegistration({ id }, { signal: leave.signal })[Symbol.asyncIterator]();
      await stream.next();
      return stream;
    };
    const streams = [await open(), await open()];
    assert.equal(await reasonFor(open()), "OVERLOADED");
    leave.abort();
    await Promise.all(streams.map((stream) => stream.next().catch(() => {})));
    const { door } = world;
    const again = async () => (await door.watchRegistration({ id })[Symbol.asyncIterator]().next()).done;
    while ((await reasonFor(again())) === "OVERLOADED") await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it("share one read between all who watch one registration", async () => {
    let reads = 0;
    const find = async (id: string) => {
      reads += 1;
      return await world.registrations.find(id);
    };
    const watch = createWatchers({ registrations: { find }, everyMs: 50, endAfterMs: 400 });
    const { id } = await waiting();
    const signal = new AbortController().signal;
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => Array.fromAsync(watch(id, `client ${n}`, signal))),
    );
    assert.ok(
      all.every((states) => states.at(-1)?.state === "RUNNING"),
      "each ends with the state it has",
    );
    assert.ok(reads <= 12, `20 watches made ${reads} reads`);
  });

  it("never count attempts backwards, nor send the same state twice", async () => {
    const { id } = await waiting();
    const found = (await world.registrations.find(id)) ?? assert.fail();
    const counted = [0, 2, 0, 2, 3];
    const leave = new AbortController();
    const find = async () => {
      const attempts = counted.shift() ?? 3;
      if (counted.length === 0) leave.abort();
      const steps = found.progress.steps.map((step) => ({ ...step, attempts }));
      return { ...found, progress: { ...found.progress, steps } };
    };
    const watch = createWatchers({ registrations: { find }, everyMs: 20 });
    const states = await Array.fromAsync(watch(id, "client", leave.signal));
    assert.deepEqual(
      states.map(({ steps }) => steps[0]?.attempts),
      [0, 2, 3],
    );
  });

  it("outlive an outage of Temporal", async () => {
    const { id } = await waiting();
    const { find } = world.registrations;
    const leave = new AbortController();
    let reads = 0;
    const flaky = async (wanted: string) => {
      reads += 1;
      if (reads === 2) throw new Problem("SERVICE_UNAVAILABLE");
      if (reads === 4) leave.abort();
      return await find(wanted);
    };
    const watch = createWatchers({ registrations: { find: flaky }, everyMs: 20 });
    const states = await Array.fromAsync(watch(id, "client", leave.signal));
    assert.deepEqual([reads, states.length], [4, 1]);
  });
});
