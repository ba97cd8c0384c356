import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { RegistrationState, StepState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { BadRequestSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "../../kit/problem.ts";
import { doorWorld } from "../../test/door-world.ts";
import { heldUntil, outage, proxyAnswer, refusal } from "../../test/faults.ts";
import { PASSWORD } from "../../test/saga-world.ts";
import type { RunningWorker } from "../temporal/worker.ts";

type World = Awaited<ReturnType<typeof doorWorld>>;

describe("Register", () => {
  let world: World;
  let worker: RunningWorker;
  before(async () => {
    world = await doorWorld();
    worker = await world.startWorker();
  });
  after(async () => {
    await worker?.stop();
    await world?.close();
  });

  const somebody = () => {
    const username = `u${randomUUID().slice(0, 8)}`;
    return {
      requestId: randomUUID(),
      email: `${username}@example.com`,
      password: PASSWORD,
      username,
      displayName: "Q",
    };
  };
  const refused = async (call: Promise<unknown>) => {
    const error = await call.then(() => assert.fail("it was not refused"), ConnectError.from);
    const fields = error.findDetails(BadRequestSchema).flatMap((bad) => bad.fieldViolations.map(({ field }) => field));
    return { reason: reasonOf(error), code: Code[error.code], fields, error };
  };
  const started = async (id: string) => (await world.registrations.find(id)) !== undefined;

  it("answers a completed registration under the request_id, in lower case", async () => {
    const request = somebody();
    const { registration } = await world.door.register({ ...request, requestId: request.requestId.toUpperCase() });
    assert.equal(registration?.id, request.requestId);
    assert.equal(registration?.state, RegistrationState.COMPLETED);
    assert.deepEqual(
      registration?.steps.map(({ name }) => name),
      ["CreateUser", "CreateProfile", "ActivateUser"],
    );
    assert.ok(registration?.steps.every(({ state, attempts }) => state === StepState.DONE && attempts === 1));
  });

  it("makes an id of its own when the request brings none", async () => {
    const { requestId: _, ...request } = somebody();
    const { registration } = await world.door.register(request);
    assert.match(registration?.id ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it("gives a repeated request the same answer, and makes no second account", async () => {
    const request = somebody();
    const first = await world.door.register(request);
    assert.deepEqual(await world.door.register(request), first);
  });

  it("gives requests that race with one request_id one answer", async () => {
    const request = somebody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.door.register(request)));
    assert.ok(answers.every(({ registration }) => registration?.state === RegistrationState.COMPLETED));
  });

  for (const [what, change] of Object.entries({
    "another password": { password: `${PASSWORD}!` },
    "another address": { email: "else@example.com" },
    "another username": { username: "somebody_else" },
    "another display name": { displayName: "R" },
  })) {
    it(`refuses a request_id that is used again with ${what}`, async () => {
      const request = somebody();
      await world.door.register(request);
      const { reason, fields } = await refused(world.door.register({ ...request, ...change }));
      assert.deepEqual([reason, fields], ["REQUEST_ID_REUSED", ["request_id"]]);
    });
  }

  it("repeats a final refusal for its request_id, and takes the same data with a new one", async () => {
    const [first, second] = [somebody(), somebody()];
    await world.door.register(first);
    const clash = { ...second, username: first.username };
    for (const _ of [1, 2]) {
      const { reason, code, fields } = await refused(world.door.register(clash));
      assert.deepEqual([reason, code, fields], ["USERNAME_TAKEN", "AlreadyExists", ["username"]]);
    }
    const { registration } = await world.door.register({ ...second, requestId: randomUUID() });
    assert.equal(registration?.state, RegistrationState.COMPLETED);
  });

  it("names the address when it is taken", async () => {
    const first = somebody();
    await world.door.register(first);
    const { reason, fields } = await refused(
      world.door.register({ ...somebody(), email: ` ${first.email.toUpperCase()} ` }),
    );
    assert.deepEqual([reason, fields], ["EMAIL_TAKEN", ["email"]]);
  });

  it("says that a request_id is spent when its registration is forgotten but its ledger row is not", async () => {
    const [forgotten, request] = [await world.newInput(), somebody()];
    await world.clients.plain.users.createUser(forgotten);
    await world.clients.plain.users.deleteUser(forgotten);
    const { reason } = await refused(world.door.register({ ...request, requestId: forgotten.registrationId }));
    assert.equal(reason, "REQUEST_ID_SPENT");
  });

  it("judges without starting anything when only validating, and does not look up what is taken", async () => {
    const request = somebody();
    await world.door.register(request);
    const again = { ...request, requestId: randomUUID(), validateOnly: true };
    const { registration } = await world.door.register(again);
    assert.deepEqual([registration?.id, registration?.state], ["", RegistrationState.UNSPECIFIED]);
    const weak = await refused(world.door.register({ ...again, password: "short" }));
    assert.deepEqual([weak.reason, weak.fields], ["WEAK_PASSWORD", ["password"]]);
    assert.equal(await started(again.requestId), false);
  });

  it("answers RUNNING before the client's deadline, and the registration ends without the client", async () => {
    const request = somebody();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    world.faults.plan("CreateProfile", heldUntil(held));
    const before = Date.now();
    const { registration } = await world.door.register(request, { timeoutMs: 1500 });
    assert.ok(Date.now() - before < 1500);
    assert.equal(registration?.state, RegistrationState.RUNNING);
    release();
    assert.ok(await world.registrations.wait(request.requestId, 30_000));
  });

  it("is UNAVAILABLE with a delay, and starts nothing, while auth-service is down", async () => {
    for (const fault of [
      outage,
      proxyAnswer(Code.NotFound),
      refusal("CREDENTIAL_REFUSED"),
      refusal("KEY_UNAVAILABLE"),
    ]) {
      const request = somebody();
      world.faults.plan("SealPassword", fault);
      const { reason, code, error } = await refused(world.door.register(request));
      assert.deepEqual([reason, code], ["SERVICE_UNAVAILABLE", "Unavailable"]);
      assert.equal(error.findDetails(RetryInfoSchema).length, 1);
      assert.equal(await started(request.requestId), false);
    }
  });

  it("passes on that auth-service is overloaded", async () => {
    world.faults.plan("SealPassword", refusal("OVERLOADED"));
    const { reason, code } = await refused(world.door.register(somebody()));
    assert.deepEqual([reason, code], ["OVERLOADED", "ResourceExhausted"]);
  });

  it("logs no password, address, username or request_id", async () => {
    const request = somebody();
    await world.door.register(request);
    await refused(world.door.register({ ...somebody(), username: request.username }));
    for (const secret of [request.password, request.email, request.username, request.requestId]) {
      assert.ok(!world.logged().includes(secret));
    }
  });
});
