import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import type { ImportUserResponse } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "../../kit/problem.ts";
import { doorWorld } from "../../test/door-world.ts";
import { heldUntil, outage, refusal } from "../../test/faults.ts";
import { newIds } from "../../test/ids.ts";
import { PASSWORD, WHOLE } from "../../test/saga-world.ts";
import type { RunningWorker } from "../temporal/worker.ts";

const HASH = "$2b$04$zQy1zVkQmIeS7Ww9U7rhOeKd1V8f7B0mS9yq2k5T6hXoJt3pLwGdS";
const OTHER_HASH = HASH.replace("zQy1", "aQy1");

const names = new Map<number, string>(Object.entries(RegistrationState).map(([name, state]) => [state, name]));

describe("ImportUser", () => {
  let world: Awaited<ReturnType<typeof doorWorld>>;
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
    const person = { email: `${username}@example.com`, passwordHash: HASH, username, displayName: "Q" };
    return { requestId: randomUUID(), ...person };
  };
  const refused = async (call: Promise<unknown>) => {
    const error = await call.then(() => assert.fail("it was not refused"), ConnectError.from);
    const fields = error.findDetails(BadRequestSchema).flatMap((bad) => bad.fieldViolations.map(({ field }) => field));
    return [reasonOf(error), ...fields].join(" ");
  };
  const outcome = ({ registration, existed }: ImportUserResponse) =>
    existed
      ? `existed, with ${registration?.id || "no registration"}`
      : (names.get(registration?.state ?? RegistrationState.UNSPECIFIED) ?? "");
  const started = async (id: string) => (await world.registrations.find(id)) !== undefined;
  const rowsOf = async ({ userId }: { userId: string }, registrationId: string) => {
    const sealed = { email: "", sealedPassword: "", username: "", displayName: "", traceId: "" };
    return await world.rowsOf({ ...sealed, userId, registrationId });
  };

  it("makes a whole account with the hash that it has, under an id that goes with the address", async () => {
    const request = somebody();
    const answer = await world.operator.importUser({ ...request, requestId: request.requestId.toUpperCase() });
    assert.equal(outcome(answer), "COMPLETED");
    assert.equal(answer.registration?.id, request.requestId);
    assert.match(answer.userId, /^[0-9a-f-]{14}8/);
    assert.deepEqual(await rowsOf(answer, request.requestId), WHOLE);
    const { user } = await world.clients.plain.users.getUser({ userId: answer.userId });
    assert.equal(user?.email, request.email);
  });

  it("does nothing for a user who is there already, whatever the request_id", async () => {
    const request = somebody();
    const { userId } = await world.operator.importUser(request);
    const again = {
      ...request,
      requestId: randomUUID(),
      email: ` ${request.email.toUpperCase()}`,
      passwordHash: OTHER_HASH,
    };
    for (const repeated of [request, again]) {
      const answer = await world.operator.importUser(repeated);
      assert.deepEqual([outcome(answer), answer.userId], ["existed, with no registration", userId]);
    }
    assert.equal(await started(again.requestId), false);
  });

  it("keeps the id that the user has in the other system", async () => {
    const { userId } = newIds();
    const request = { ...somebody(), userId: userId.toUpperCase() };
    const answer = await world.operator.importUser(request);
    assert.deepEqual([outcome(answer), answer.userId], ["COMPLETED", userId]);
    const elsewhere = { ...request, ...somebody(), userId };
    assert.equal(outcome(await world.operator.importUser(elsewhere)), "existed, with no registration");
  });

  it("repeats a final refusal for its request_id, leaves nothing, and can be tried again with another one", async () => {
    const [first, second] = [somebody(), somebody()];
    await world.operator.importUser(first);
    const clash = { ...second, username: first.username };
    for (const _ of [1, 2]) assert.equal(await refused(world.operator.importUser(clash)), "USERNAME_TAKEN username");
    const answer = await world.operator.importUser({ ...second, requestId: randomUUID() });
    assert.equal(outcome(answer), "COMPLETED");
    assert.equal((await rowsOf(answer, second.requestId)).claims, 0, "the refused one left a claim");
  });

  it("refuses the address of somebody who registered it under another id", async () => {
    const { email, username } = somebody();
    await world.door.register({ email, username, password: PASSWORD });
    assert.equal(await refused(world.operator.importUser({ ...somebody(), email })), "EMAIL_TAKEN email");
  });

  it("refuses a request_id that is used for something else, while it runs too", async () => {
    const request = somebody();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    world.faults.plan("CreateProfile", heldUntil(held));
    assert.equal(outcome(await world.operator.importUser(request, { timeoutMs: 1500 })), "RUNNING");
    const inputs = [
      { passwordHash: OTHER_HASH },
      { email: "else@example.com" },
      { username: "somebody_else" },
      { displayName: "R" },
      { userId: newIds().userId },
    ];
    const ends = inputs.map((change) => refused(world.operator.importUser({ ...request, ...change })));
    const { email, username, displayName, requestId } = request;
    const registering = world.door.register({ email, username, displayName, requestId, password: PASSWORD });
    const reused = await Promise.all([...ends, refused(registering)]).finally(release);
    assert.deepEqual(new Set(reused), new Set(["REQUEST_ID_REUSED request_id"]));
    const joined = world.operator.importUser(request);
    assert.equal(outcome(await joined), "COMPLETED");
  });

  it("makes one account of calls that race, and says to all of them that it is there", async () => {
    const request = somebody();
    const requests = Array.from({ length: 8 }, (_, n) => (n % 2 ? request : { ...request, requestId: randomUUID() }));
    const answers = await Promise.all(requests.map((one) => world.operator.importUser(one)));
    assert.equal(new Set(answers.map(({ userId }) => userId)).size, 1);
    assert.ok(answers.some((answer) => outcome(answer) === "COMPLETED"));
    assert.ok(answers.every((answer) => ["COMPLETED", "existed, with no registration"].includes(outcome(answer))));
  });

  it("never touches an active user, even if it missed them at first", async () => {
    const request = somebody();
    const { userId } = await world.operator.importUser(request);
    const late = { ...request, requestId: randomUUID(), passwordHash: OTHER_HASH };
    world.faults.plan("GetUser", refusal("USER_NOT_FOUND"));
    assert.equal(outcome(await world.operator.importUser(late)), "existed, with no registration");
    assert.equal((await world.registrations.find(late.requestId))?.progress.failureReason, "EMAIL_TAKEN");
    assert.deepEqual(await rowsOf({ userId }, request.requestId), WHOLE);
    world.faults.plan("GetUser", refusal("USER_NOT_FOUND"));
    const moved = { ...somebody(), userId };
    assert.equal(outcome(await world.operator.importUser(moved)), "existed, with no registration");
    assert.deepEqual(await rowsOf({ userId }, request.requestId), WHOLE);
  });

  it("passes on why an address or a hash is refused, and starts nothing", async () => {
    const request = somebody();
    const bad = world.operator.importUser({ ...request, passwordHash: "plain text" });
    assert.match(await refused(bad), /^INVALID_PASSWORD_HASH/);
    const { requestId } = request;
    assert.equal(await refused(world.operator.importUser({ ...request, username: "a b" })), "INVALID_REQUEST username");
    assert.equal(
      await refused(world.operator.importUser({ ...request, requestId: "1" })),
      "INVALID_REQUEST request_id",
    );
    assert.equal(await started(requestId), false);
  });

  it("starts nothing while auth-service is away", async () => {
    const request = somebody();
    for (const fault of [outage, refusal("CREDENTIAL_REFUSED")]) {
      world.faults.plan("GetUser", fault);
      assert.equal(await refused(world.operator.importUser(request)), "SERVICE_UNAVAILABLE");
    }
    assert.equal(await started(request.requestId), false);
  });

  it("is for operators alone", async () => {
    assert.equal(await refused(world.door.importUser(somebody())), "CREDENTIAL_REFUSED");
  });

  it("logs no hash, address, username or request_id", async () => {
    const request = somebody();
    await world.operator.importUser(request);
    await refused(world.operator.importUser({ ...somebody(), username: request.username }));
    for (const secret of [HASH, request.email, request.username, request.requestId])
      assert.ok(!world.logged().includes(secret));
  });
});
