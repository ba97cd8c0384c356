import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "../gen/google/rpc/error_details_pb.ts";
import { newIds } from "../test/ids.ts";
import { profileScene } from "../test/profile.ts";
import { reasonOrAnswer } from "../test/serving.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe("a change of username", () => {
  let scene: Awaited<ReturnType<typeof profileScene>>;
  before(async () => {
    scene = await profileScene();
  });
  after(() => scene.close());

  const somebody = async (username: string) => {
    const ids = newIds();
    await scene.client.createProfile(scene.newProfile(username, ids));
    const user = scene.asUser(ids.userId);
    const rename = async (to: string) => {
      const answer = await reasonOrAnswer(user.updateProfile({ profile: { username: to } }));
      return typeof answer === "string" ? answer : `is ${answer.profile?.username}`;
    };
    return { ids, user, rename };
  };
  const create = async (username: string, ids = newIds()) => {
    const answer = await reasonOrAnswer(scene.client.createProfile(scene.newProfile(username, ids)));
    return typeof answer === "string" ? answer : `is ${answer.profile?.username}`;
  };
  const available = async (username: string) => (await scene.client.checkUsername({ username })).available;
  const find = async (username: string) => {
    const answer = await reasonOrAnswer(scene.client.getProfile({ by: { case: "username", value: username } }));
    return typeof answer === "string" ? answer : answer.profile?.userId;
  };
  const namesOf = async ({ userId }: { userId: string }) => {
    const rows = await scene.sql`select value, until from username_claims where user_id = ${userId} order by value`;
    return rows.map(({ value, until }) => `${value} ${until ? "held" : "claimed"}`);
  };
  /** Lets a hold run out, as if 30 days had passed. */
  const runOut = (name: string) =>
    scene.sql`update username_claims set until = clock_timestamp() where value = ${name}`;

  it("takes the new name at once, and holds the old one for 30 days", async () => {
    const { ids, rename } = await somebody("old_name");
    assert.equal(await rename("New_Name"), "is new_name");
    assert.deepEqual([await find("new_name"), await find("old_name")], [ids.userId, "PROFILE_NOT_FOUND"]);
    assert.deepEqual([await available("new_name"), await available("old_name")], [false, false]);
    assert.deepEqual([await create("old_name"), await create("new_name")], ["USERNAME_TAKEN", "USERNAME_TAKEN"]);
    const [hold] = await scene.sql`select until from username_claims where value = 'old_name'`;
    assert.ok(Math.abs(hold?.until.getTime() - Date.now() - 30 * DAY_MS) < DAY_MS);
  });

  it("waits 30 days for the next one, and says until when", async () => {
    const { ids, user, rename } = await somebody("first");
    await rename("second");
    const error = await user.updateProfile({ profile: { username: "third", bio: "x" } }).catch(ConnectError.from);
    assert.ok(error instanceof ConnectError);
    const [info] = error.findDetails(ErrorInfoSchema);
    const [hold] = await scene.sql`select until from username_claims where value = 'first'`;
    assert.deepEqual([info?.reason, info?.metadata.until], ["USERNAME_COOLDOWN", hold?.until.toISOString()]);
    assert.equal(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field, "profile.username");
    assert.equal((await user.updateProfile({})).profile?.bio, "", "nothing else of that request was done");
    await runOut("first");
    assert.equal(await rename("third"), "is third");
    assert.deepEqual(await namesOf(ids), ["first held", "second held", "third claimed"]);
  });

  it("goes back to the held name at any time, and holds the other one then", async () => {
    const { ids, rename } = await somebody("there");
    assert.equal(await rename("back_again"), "is back_again");
    assert.equal(await rename("there"), "is there");
    assert.deepEqual(await namesOf(ids), ["back_again held", "there claimed"]);
    assert.equal(await rename("elsewhere"), "USERNAME_COOLDOWN");
    assert.equal(await rename("back_again"), "is back_again");
    await runOut("there");
    assert.equal(await create("there"), "is there");
  });

  it("goes back to the user's own name when it has run out and nobody has taken it", async () => {
    const { ids, rename } = await somebody("unwanted");
    await rename("wanted");
    await runOut("unwanted");
    assert.equal(await rename("unwanted"), "is unwanted");
    assert.deepEqual(await namesOf(ids), ["unwanted claimed", "wanted held"]);
  });

  it("refuses a taken, a held and a reserved name, and then leaves everything as it was", async () => {
    const [{ ids, rename }, other] = [await somebody("stays"), await somebody("has")];
    await other.rename("has_now");
    for (const name of ["has", "has_now", "admin"]) assert.equal(await rename(name), "USERNAME_TAKEN");
    assert.deepEqual(await namesOf(ids), ["stays claimed"]);
    assert.equal(await find("stays"), ids.userId);
  });

  it("takes over what another user held when it has run out", async () => {
    const [{ ids, rename }, other] = [await somebody("later"), await somebody("given_up")];
    await other.rename("given_up_2");
    await runOut("given_up");
    assert.equal(await available("given_up"), true);
    assert.equal(await rename("given_up"), "is given_up");
    assert.equal(await other.rename("given_up"), "USERNAME_TAKEN");
    assert.deepEqual(await namesOf(other.ids), ["given_up_2 claimed"]);
    assert.deepEqual(await namesOf(ids), ["given_up claimed", "later held"]);
  });

  it("lets exactly one of twenty users at a time have a name that has run out", async () => {
    const owner = await somebody("prize");
    await owner.rename("no_prize");
    await runOut("prize");
    const users = await Promise.all(Array.from({ length: 20 }, (_, n) => somebody(`racer${n}`)));
    const ends = await Promise.all(users.map(({ rename }) => rename("prize")));
    assert.equal(ends.filter((end) => end === "is prize").length, 1);
    assert.equal(ends.filter((end) => end === "USERNAME_TAKEN").length, 19);
    for (const [n, { ids }] of users.entries()) {
      const won = ends[n] === "is prize";
      assert.deepEqual(await namesOf(ids), won ? ["prize claimed", `racer${n} held`] : [`racer${n} claimed`]);
    }
  });

  it("lets one of many changes of one user through, and holds no third name", async () => {
    const { ids, rename } = await somebody("busy");
    const ends = await Promise.all(Array.from({ length: 10 }, (_, n) => rename(`busy${n}`)));
    assert.equal(ends.filter((end) => end.startsWith("is busy")).length, 1);
    assert.equal(ends.filter((end) => end === "USERNAME_COOLDOWN").length, 9);
    assert.equal((await namesOf(ids)).length, 2);
  });

  it("lets users who trade names, each for the other's, end without a deadlock", async () => {
    const [ada, bob] = [await somebody("ada_trades"), await somebody("bob_trades")];
    const ends = await Promise.all([ada.rename("bob_trades"), bob.rename("ada_trades")]);
    assert.deepEqual(ends, ["USERNAME_TAKEN", "USERNAME_TAKEN"]);
  });

  it("leaves no name behind when the registration is undone all the same", async () => {
    const { ids, rename } = await somebody("undone_1");
    await rename("undone_2");
    assert.equal((await scene.client.deleteProfile(ids)).deleted, true);
    assert.deepEqual(await namesOf(ids), []);
    assert.deepEqual([await create("undone_1"), await create("undone_2")], ["is undone_1", "is undone_2"]);
  });

  it("is caught by an undo that waits for it", async () => {
    const { ids, rename } = await somebody("paused_1");
    const pause = await scene.pauseAt("after update on profiles");
    const renaming = rename("paused_2");
    await pause.waiting(1);
    const undoing = scene.client.deleteProfile(ids);
    await pause.waiting(2);
    await pause.end();
    assert.deepEqual([await renaming, (await undoing).deleted], ["is paused_2", true]);
    assert.deepEqual(await namesOf(ids), []);
  });

  it("keeps a repeated CreateProfile a success, whatever became of the first name", async () => {
    const { ids, rename } = await somebody("at_first");
    await rename("since_then");
    assert.equal(await create("at_first", ids), "is since_then");
    await runOut("at_first");
    assert.equal(await create("at_first", ids), "is since_then");
    assert.deepEqual(await namesOf(ids), ["at_first held", "since_then claimed"], "it claimed nothing");
    assert.equal(await create("at_first"), "is at_first");
    assert.equal(await create("at_first", ids), "is since_then");
  });
});
