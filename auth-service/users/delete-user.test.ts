import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { UserState } from "../../gen/flock/auth/v1/user_pb.ts";
import { DeleteUserResponse_Outcome as Outcome } from "../../gen/flock/auth/v1/user_service_pb.ts";
import { authScene } from "../../test/auth.ts";
import { newIds } from "../../test/ids.ts";
import { reasonOrAnswer } from "../../test/serving.ts";

type Ids = ReturnType<typeof newIds>;

describe("DeleteUser, the undo of CreateUser", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  const create = (email: string, ids: Ids) => reasonOrAnswer(scene.client.createUser(scene.newUser(email, ids)));
  const undo = async (ids: Ids) => (await scene.client.deleteUser(ids)).outcome;
  const tracesOf = async ({ userId, registrationId }: Ids) => {
    const [users, claims, undone] = await Promise.all([
      scene.sql`select from users where id = ${userId}`,
      scene.sql`select from email_claims where user_id = ${userId}`,
      scene.sql`select from registration_ledger where registration_id = ${registrationId} and undone_at is not null`,
    ]);
    return { users: users.length, claims: claims.length, undone: undone.length };
  };

  it("deletes the pending user, frees the address and bars the registration for ever", async () => {
    const ids = newIds();
    await create("gone@example.org", ids);
    assert.equal(await undo(ids), Outcome.DELETED);
    assert.equal(await undo(ids), Outcome.ABSENT);
    assert.deepEqual(await tracesOf(ids), { users: 0, claims: 0, undone: 1 });
    assert.equal(await create("gone@example.org", ids), "REGISTRATION_UNDONE");
    assert.equal(await reasonOrAnswer(scene.client.activateUser(ids)), "REGISTRATION_UNDONE");
    assert.equal(typeof (await create("gone@example.org", newIds())), "object");
  });

  it("bars a create that arrives after its undo", async () => {
    const ids = newIds();
    assert.equal(await undo(ids), Outcome.ABSENT);
    assert.equal(await create("late@example.org", ids), "REGISTRATION_UNDONE");
    assert.deepEqual(await tracesOf(ids), { users: 0, claims: 0, undone: 1 });
  });

  it("leaves a user alone that is past the point of no return, and lets its registration finish", async () => {
    const ids = newIds();
    await create("active@example.org", ids);
    await scene.client.activateUser(ids);
    for (const state of ["active", "disabled", "deleting", "erasing"]) {
      await scene.sql`update users set status = ${state} where id = ${ids.userId}`;
      assert.equal(await undo(ids), Outcome.ACTIVE);
      assert.deepEqual(await tracesOf(ids), { users: 1, claims: 1, undone: 0 });
    }
    assert.equal(typeof (await create("active@example.org", ids)), "object");
    assert.equal((await scene.client.activateUser(ids)).user?.state, UserState.ERASING);
  });

  it("changes nothing for another user id than the registration's, nor for another registration", async () => {
    const ids = newIds();
    await create("safe@example.org", ids);
    assert.equal(await undo({ ...ids, userId: newIds().userId }), Outcome.ABSENT);
    assert.deepEqual(await tracesOf(ids), { users: 1, claims: 1, undone: 0 });
    assert.equal(await undo({ ...ids, registrationId: newIds().registrationId }), Outcome.ABSENT);
    assert.deepEqual(await tracesOf(ids), { users: 1, claims: 1, undone: 0 });
    assert.equal(typeof (await scene.client.activateUser(ids)), "object");
  });

  for (const event of [
    "before insert on registration_ledger",
    "before insert on email_claims",
    "after insert on users",
  ]) {
    it(`catches a create that is paused ${event}`, async () => {
      const ids = newIds();
      const pause = await scene.pauseAt(event);
      const creation = create("paused@example.org", ids);
      await pause.waiting(1);
      const undoing = undo(ids);
      await pause.waiting(2);
      await pause.end();
      await Promise.all([creation, undoing]);
      assert.deepEqual(await tracesOf(ids), { users: 0, claims: 0, undone: 1 });
      assert.equal(await create("paused@example.org", ids), "REGISTRATION_UNDONE");
    });
  }

  it("holds up a create while it is itself paused before its deletion", async () => {
    const ids = newIds();
    const pause = await scene.pauseAt("before delete on users");
    const undoing = undo(ids);
    await pause.waiting(1);
    const creation = create("held@example.org", ids);
    await pause.waiting(2);
    await pause.end();
    assert.deepEqual(await Promise.all([undoing, creation]), [Outcome.ABSENT, "REGISTRATION_UNDONE"]);
  });

  it("and ActivateUser never both win", async () => {
    for (let round = 0; round < 20; round += 1) {
      const ids = newIds();
      await create(`round${round}@example.org`, ids);
      const [outcome, activation] = await Promise.all([undo(ids), reasonOrAnswer(scene.client.activateUser(ids))]);
      const isActive = typeof activation === "object";
      assert.equal(outcome, isActive ? Outcome.ACTIVE : Outcome.DELETED);
      assert.deepEqual(
        await tracesOf(ids),
        isActive ? { users: 1, claims: 1, undone: 0 } : { users: 0, claims: 0, undone: 1 },
      );
    }
  });
});
