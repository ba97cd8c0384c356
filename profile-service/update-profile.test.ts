import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import type { ProfileSchema } from "../gen/flock/profile/v1/profile_pb.ts";
import type { UpdateProfileResponse } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "../kit/problem.ts";
import { newIds } from "../test/ids.ts";
import { profileScene } from "../test/profile.ts";
import { reasonOrAnswer } from "../test/serving.ts";

type Change = MessageInitShape<typeof ProfileSchema>;

describe("UpdateProfile", () => {
  let scene: Awaited<ReturnType<typeof profileScene>>;
  before(async () => {
    scene = await profileScene();
  });
  after(() => scene.close());

  const somebody = async (username: string, published = true) => {
    const ids = newIds();
    const made = await scene.client.createProfile({ ...scene.newProfile(username, ids), displayName: "Me", published });
    const user = scene.asUser(ids.userId);
    const send = (profile: Change, paths?: string[]) =>
      user.updateProfile({ profile, ...(paths && { updateMask: { paths } }) });
    return { ...ids, id: made.profile?.id ?? "", made: made.profile, user, send };
  };
  const changed = async (call: Promise<UpdateProfileResponse>) => {
    const { profile } = await call;
    return [profile?.username, profile?.displayName, profile?.bio];
  };
  const refused = async (call: Promise<unknown>) => {
    const error = await call.then(() => assert.fail("it was not refused"), ConnectError.from);
    const fields = error.findDetails(BadRequestSchema).flatMap((bad) => bad.fieldViolations.map(({ field }) => field));
    return [reasonOf(error), ...fields].join(" ");
  };

  it("changes without a mask whatever is not empty, and answers the profile as everybody sees it", async () => {
    const { send, userId } = await somebody("plain");
    assert.deepEqual(await changed(send({ displayName: "A 🐑\u{1F3FD}" })), ["plain", "A 🐑\u{1F3FD}", ""]);
    const { profile } = await send({ bio: "Sheep,\n\tmostly." });
    assert.deepEqual([profile?.displayName, profile?.bio], ["A 🐑\u{1F3FD}", "Sheep,\n\tmostly."]);
    const seen = await scene.client.getProfile({ by: { case: "userId", value: userId } });
    assert.deepEqual(seen.profile, profile);
  });

  it("changes by a mask only what it names, and empties what is empty", async () => {
    const { send } = await somebody("masked");
    await send({ bio: "Something" });
    assert.deepEqual(await changed(send({ username: "other", bio: "New" }, ["bio"])), ["masked", "Me", "New"]);
    assert.deepEqual(await changed(send({}, ["display_name"])), ["masked", "", "New"]);
    assert.deepEqual(await changed(send({ username: "masked", displayName: "M" }, ["*"])), ["masked", "M", ""]);
    assert.equal(await refused(send({ displayName: "M" }, ["*"])), "INVALID_USERNAME profile.username");
  });

  it("takes a mask in JSON as people write it by hand", async () => {
    const { userId } = await somebody("by_hand");
    const post = async (body: object) => {
      const answer = await fetch(`${scene.url}/flock.profile.v1.ProfileService/UpdateProfile`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${userId}` },
        body: JSON.stringify(body),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const { status, text } = await post({ profile: { display_name: "By Hand" }, update_mask: "displayName,bio" });
    assert.equal(status, 200, text);
    assert.match(text, /"displayName":"By Hand"/);
    const wrong = await post({ profile: { bio: "x" }, updateMask: "createdAt" });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /"description":"created_at can not be changed"/);
    assert.equal((await post({ profile: { bio: "x" }, updateMask: "display_name" })).status, 400);
  });

  it("changes nothing at all when nothing is new, so that twice is once", async () => {
    const { send, made } = await somebody("settled");
    assert.deepEqual((await send({ username: "SETTLED", displayName: "Me" })).profile, made);
    assert.deepEqual((await send({})).profile, made);
    const first = await send({ username: "settled_2", bio: "x" });
    assert.deepEqual(await send({ username: "settled_2", bio: "x" }), first);
  });

  it("judges the texts and names every field that is wrong", async () => {
    const { send } = await somebody("judged");
    const [long, tooLong] = ["🐑".repeat(100), "🐑".repeat(101)];
    assert.deepEqual(await changed(send({ displayName: long, bio: "x".repeat(10_000) })), [
      "judged",
      long,
      "x".repeat(10_000),
    ]);
    assert.equal(await refused(send({ displayName: tooLong })), "INVALID_REQUEST profile.display_name");
    assert.equal(await refused(send({ bio: "x".repeat(10_001) })), "INVALID_REQUEST profile.bio");
    const both = "INVALID_REQUEST profile.display_name profile.bio";
    for (const bad of ["\u0000", "\r", "\u007f", "\u2028", "\u202e", "\u2066"])
      assert.equal(await refused(send({ displayName: `a${bad}b`, bio: `a${bad}b` })), both, JSON.stringify(bad));
    assert.equal(await refused(send({ displayName: "a\nb" })), "INVALID_REQUEST profile.display_name");
    assert.equal(await refused(send({ username: "no__good" })), "INVALID_USERNAME profile.username");
    assert.equal(await refused(send({}, ["id"])), "INVALID_REQUEST update_mask");
  });

  it("is for the owner alone, and tells nobody whether there is another profile", async () => {
    const [ada, eve] = [await somebody("the_owner"), await somebody("stranger")];
    const denied = "PERMISSION_DENIED";
    for (const target of [
      { userId: ada.userId },
      { id: ada.id },
      newIds(),
      { id: newIds().userId },
      { id: "nonsense" },
    ])
      assert.equal(await refused(eve.send({ ...target, bio: "mine" })), denied);
    assert.equal(await refused(eve.send({ id: eve.id, userId: ada.userId, bio: "mine" })), denied);
    assert.equal(await refused(eve.send({ id: ada.id, userId: eve.userId, bio: "mine" })), denied);
    const own = { id: eve.id.toUpperCase(), userId: eve.userId.toUpperCase(), bio: "mine" };
    assert.deepEqual(await changed(eve.send(own)), ["stranger", "Me", "mine"]);
    assert.equal((await ada.send({})).profile?.bio, "");
  });

  it("needs a user with a token and a profile, hidden or not", async () => {
    const service = reasonOrAnswer(scene.client.updateProfile({ profile: { bio: "x" } }));
    assert.equal(await service, "INVALID_ACCESS_TOKEN");
    assert.equal(await refused(scene.asUser("forged").updateProfile({})), "INVALID_ACCESS_TOKEN");
    const { userId } = newIds();
    const nobody = scene.asUser(userId);
    assert.equal(await refused(nobody.updateProfile({ profile: { userId } })), "PROFILE_NOT_FOUND");
    assert.equal(await refused(nobody.updateProfile({ profile: { id: newIds().userId } })), "PERMISSION_DENIED");
    const hidden = await somebody("hidden", false);
    assert.deepEqual(await changed(hidden.send({ bio: "x" })), ["hidden", "Me", "x"]);
  });
});
