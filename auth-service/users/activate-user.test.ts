import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { UserState } from "../../gen/flock/auth/v1/user_pb.ts";
import { authScene } from "../../test/auth.ts";
import { newIds } from "../../test/ids.ts";
import { reasonOrAnswer } from "../../test/serving.ts";

describe("ActivateUser and GetUser", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  const pendingUser = async (email: string) => {
    const input = scene.newUser(email);
    await scene.client.createUser(input);
    return { userId: input.userId, registrationId: input.registrationId };
  };

  it("makes a pending user active, once, and a repetition answers the same", async () => {
    const ids = await pendingUser("once@example.org");
    const first = await scene.client.activateUser(ids);
    assert.equal(first.user?.state, UserState.ACTIVE);
    assert.deepEqual(await scene.client.activateUser(ids), first);
    assert.deepEqual((await scene.client.getUser({ userId: ids.userId.toUpperCase() })).user, first.user);
  });

  it("moves updated_at and leaves created_at", async () => {
    const ids = await pendingUser("clock@example.org");
    const { user } = await scene.client.activateUser(ids);
    const [row] = await scene.sql`select updated_at > created_at as moved from users where id = ${ids.userId}`;
    assert.equal(row?.moved, true);
    assert.ok(user?.createdAt && user.updatedAt);
  });

  it("refuses a user that is not there, or of another registration, and leaves no trace of the attempt", async () => {
    const stranger = newIds();
    assert.equal(await reasonOrAnswer(scene.client.activateUser(stranger)), "USER_NOT_FOUND");
    const ids = await pendingUser("theirs@example.org");
    const mixed = { userId: ids.userId, registrationId: stranger.registrationId };
    assert.equal(await reasonOrAnswer(scene.client.activateUser(mixed)), "USER_NOT_FOUND");
    const other = { userId: stranger.userId, registrationId: ids.registrationId };
    assert.equal(await reasonOrAnswer(scene.client.activateUser(other)), "USER_NOT_FOUND");
    const rows = await scene.sql`select from registration_ledger where registration_id = ${stranger.registrationId}`;
    assert.equal(rows.length, 0);
    assert.equal((await scene.client.getUser({ userId: ids.userId })).user?.state, UserState.PENDING);
  });

  it("answers USER_NOT_FOUND for a user that nobody made", async () => {
    assert.equal(await reasonOrAnswer(scene.client.getUser({ userId: newIds().userId })), "USER_NOT_FOUND");
  });

  it("takes turns with a paused undo of the same registration", async () => {
    const ids = await pendingUser("turns@example.org");
    const pause = await scene.pauseAt("after delete on users");
    const undoing = scene.client.deleteUser(ids);
    await pause.waiting(1);
    const activation = reasonOrAnswer(scene.client.activateUser(ids));
    await pause.waiting(2);
    await pause.end();
    await undoing;
    assert.equal(await activation, "REGISTRATION_UNDONE");
  });
});
