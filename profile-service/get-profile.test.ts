import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { newIds } from "../test/ids.ts";
import { profileScene } from "../test/profile.ts";
import { reasonOrAnswer } from "../test/serving.ts";

describe("GetProfile and CheckUsername, open to everybody", () => {
  let scene: Awaited<ReturnType<typeof profileScene>>;
  before(async () => {
    scene = await profileScene();
  });
  after(() => scene.close());
  const get = (by: { case: "userId" | "username"; value: string }) => reasonOrAnswer(scene.client.getProfile({ by }));
  const available = async (username: string) => (await scene.client.checkUsername({ username })).available;

  it("finds a published profile by user id and by username in any letter case", async () => {
    const ids = newIds();
    const { profile } = await scene.client.createProfile(scene.newProfile("grace", ids));
    for (const by of [
      { case: "userId", value: ids.userId.toUpperCase() },
      { case: "username", value: "Grace" },
    ] as const) {
      const found = await scene.client.getProfile({ by });
      assert.deepEqual(found.profile, profile);
    }
  });

  it("hides an unpublished profile as if there were none", async () => {
    const ids = newIds();
    await scene.client.createProfile({ ...scene.newProfile("hidden", ids), published: false });
    assert.equal(await get({ case: "userId", value: ids.userId }), "PROFILE_NOT_FOUND");
    assert.equal(await get({ case: "username", value: "hidden" }), "PROFILE_NOT_FOUND");
    assert.equal(await available("hidden"), false);
  });

  it("answers PROFILE_NOT_FOUND for a name that nobody has or can have", async () => {
    assert.equal(await get({ case: "username", value: "nobody_here" }), "PROFILE_NOT_FOUND");
    assert.equal(await get({ case: "username", value: "no such name" }), "PROFILE_NOT_FOUND");
    // U+212A, the Kelvin sign, is no k.
    for (const value of ["\u212Aelvin", "a\u0000b", "no such name", "x"])
      assert.equal(await get({ case: "username", value }), "PROFILE_NOT_FOUND");
  });

  it("tells which usernames are free: not taken ones, reserved ones or held ones", async () => {
    await scene.client.createProfile(scene.newProfile("here_first"));
    assert.equal(await available("Here_First"), false);
    assert.equal(await available("admin"), false);
    assert.equal(await available("still_free"), true);
    await scene.sql`insert into username_claims (value, user_id, until)
      values ('on_hold', ${newIds().userId}, ${new Date(Date.now() + 60_000)})`;
    assert.equal(await available("on_hold"), false);
    await scene.sql`update username_claims set until = clock_timestamp() where value = 'on_hold'`;
    assert.equal(await available("on_hold"), true);
    assert.equal(await reasonOrAnswer(scene.client.checkUsername({ username: "no" })), "INVALID_USERNAME");
  });

  it("needs no credential and says how long an answer may be kept", async () => {
    await scene.client.createProfile(scene.newProfile("cached"));
    const ask = (method: string, message: object) =>
      fetch(
        `${scene.url}/flock.profile.v1.ProfileService/${method}?connect=v1&encoding=json&message=${encodeURIComponent(JSON.stringify(message))}`,
      );
    const profile = await ask("GetProfile", { username: "cached" });
    assert.deepEqual([profile.status, profile.headers.get("cache-control")], [200, "public, max-age=10"]);
    const check = await ask("CheckUsername", { username: "cached" });
    assert.deepEqual([await check.json(), check.headers.get("cache-control")], [{ available: false }, "no-store"]);
  });
});
