import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { newIds } from "../test/ids.ts";
import { profileScene } from "../test/profile.ts";
import { reasonOrAnswer } from "../test/serving.ts";

type Ids = ReturnType<typeof newIds>;

describe("CreateProfile and its undo, DeleteProfile", () => {
  let scene: Awaited<ReturnType<typeof profileScene>>;
  before(async () => {
    scene = await profileScene();
  });
  after(() => scene.close());
  const create = (username: string, ids?: Ids) =>
    reasonOrAnswer(scene.client.createProfile(scene.newProfile(username, ids)));
  const undo = async (ids: Ids) => (await scene.client.deleteProfile(ids)).deleted;
  const tracesOf = async ({ userId, registrationId }: Ids) => {
    const [profiles, claims, undone] = await Promise.all([
      scene.sql`select from profiles where user_id = ${userId}`,
      scene.sql`select from username_claims where user_id = ${userId}`,
      scene.sql`select from registration_ledger where registration_id = ${registrationId} and undone_at is not null`,
    ]);
    return { profiles: profiles.length, claims: claims.length, undone: undone.length };
  };

  it("creates a profile with the username in lower case, and answers the same to a repetition", async () => {
    const ids = newIds();
    const input = { ...scene.newProfile("Ada_L", ids), displayName: "Ada 🐑 Lovelace" };
    const first = await scene.client.createProfile(input);
    assert.equal(first.profile?.username, "ada_l");
    assert.equal(first.profile?.displayName, "Ada 🐑 Lovelace");
    assert.equal(first.profile?.userId, ids.userId);
    assert.deepEqual(await scene.client.createProfile({ ...input, username: "ADA_L" }), first);
  });

  it("refuses a taken, a reserved and an impossible username", async () => {
    await create("taken");
    assert.equal(await create("TAKEN"), "USERNAME_TAKEN");
    assert.equal(await create("admin"), "USERNAME_TAKEN");
    assert.equal(await create("no__good"), "INVALID_USERNAME");
  });

  it("refuses another username or another user id for the same registration, and changes nothing", async () => {
    const ids = newIds();
    await create("first_name", ids);
    assert.equal(await create("second_name", ids), "REQUEST_ID_REUSED");
    assert.equal(await create("first_name", { ...newIds(), registrationId: ids.registrationId }), "REQUEST_ID_SPENT");
    assert.deepEqual(await tracesOf(ids), { profiles: 1, claims: 1, undone: 0 });
  });

  it("lets exactly one of fifty at a time have a username", async () => {
    const ends = await Promise.all(Array.from({ length: 50 }, () => create("race")));
    assert.equal(ends.filter((end) => typeof end === "object").length, 1);
    assert.equal(ends.filter((end) => end === "USERNAME_TAKEN").length, 49);
  });

  it("respects a hold until it has run out, then takes it over", async () => {
    await scene.sql`insert into username_claims (value, user_id, until)
      values ('held_name', ${newIds().userId}, ${new Date(Date.now() + 60_000)})`;
    assert.equal(await create("held_name"), "USERNAME_TAKEN");
    await scene.sql`update username_claims set until = clock_timestamp() where value = 'held_name'`;
    assert.equal(typeof (await create("held_name")), "object");
  });

  it("is undone with its claim, for ever, and the name is free again", async () => {
    const ids = newIds();
    await create("undone", ids);
    assert.deepEqual([await undo(ids), await undo(ids)], [true, false]);
    assert.deepEqual(await tracesOf(ids), { profiles: 0, claims: 0, undone: 1 });
    assert.equal(await create("undone", ids), "REGISTRATION_UNDONE");
    assert.equal(typeof (await create("undone")), "object");
  });

  it("does not undo for another user id than the registration's, nor another registration's profile", async () => {
    const ids = newIds();
    await create("safe", ids);
    assert.equal(await undo({ ...ids, userId: newIds().userId }), false);
    assert.equal(await undo({ ...ids, registrationId: newIds().registrationId }), false);
    assert.deepEqual(await tracesOf(ids), { profiles: 1, claims: 1, undone: 0 });
  });

  for (const event of [
    "before insert on registration_ledger",
    "before insert on username_claims",
    "after insert on profiles",
  ]) {
    it(`is caught by its undo when it is paused ${event}`, async () => {
      const ids = newIds();
      const pause = await scene.pauseAt(event);
      const creation = create("paused", ids);
      await pause.waiting(1);
      const undoing = undo(ids);
      await pause.waiting(2);
      await pause.end();
      await Promise.all([creation, undoing]);
      assert.deepEqual(await tracesOf(ids), { profiles: 0, claims: 0, undone: 1 });
    });
  }

  it("waits for an undo that is paused, and is refused then", async () => {
    const ids = newIds();
    const pause = await scene.pauseAt("before delete on profiles");
    const undoing = undo(ids);
    await pause.waiting(1);
    const creation = create("slow", ids);
    await pause.waiting(2);
    await pause.end();
    assert.deepEqual(await Promise.all([undoing, creation]), [false, "REGISTRATION_UNDONE"]);
  });
});
