import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { authScene } from "../../test/auth.ts";
import { newIds } from "../../test/ids.ts";
import { reasonOrAnswer } from "../../test/serving.ts";

const password = "the quick brown vixen";

describe("SealPassword and MatchSealedPassword", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  const { userId } = newIds();
  const candidate = { userId, email: "ada@example.org", username: "ada_l", password };
  const seal = async (change: object = {}) => scene.client.sealPassword({ ...candidate, ...change });
  const refusal = (change: object) => reasonOrAnswer(seal(change));

  it("seals a hash that only the same user id opens, differently each time", async () => {
    const [one, two] = [(await seal()).sealedPassword, (await seal()).sealedPassword];
    assert.notEqual(one, two);
    const matches = (input: object) =>
      scene.client.matchSealedPassword({ userId, sealedPassword: one, password, ...input });
    assert.equal((await matches({})).matches, true);
    assert.equal((await matches({ userId: userId.toUpperCase() })).matches, true);
    assert.equal((await matches({ password: "the quick brown vixen " })).matches, false);
    assert.equal(await reasonOrAnswer(matches({ userId: newIds().userId })), "INVALID_SEAL");
    assert.equal(await reasonOrAnswer(matches({ sealedPassword: two.slice(0, -4) })), "INVALID_SEAL");
  });

  it("carries a hash that CreateUser stores and nobody reads on the way", async () => {
    const { sealedPassword } = await seal();
    assert.doesNotMatch(sealedPassword, /\$2|vixen/);
    await scene.client.createUser({ ...newIds(), userId, email: candidate.email, sealedPassword });
    const [row] = await scene.sql`select password_hash from users where id = ${userId}`;
    assert.match(row?.password_hash, /^\$flock\$p=k1\$\$2b\$04\$/);
  });

  it("judges address and password before it hashes, and only judges when asked to", async () => {
    assert.equal((await seal({ validateOnly: true })).sealedPassword, "");
    assert.equal(await refusal({ email: "nobody", validateOnly: true }), "INVALID_EMAIL");
    assert.equal(await refusal({ password: "short", validateOnly: true }), "WEAK_PASSWORD");
    assert.equal(await refusal({ password: "xx ada@example.org xx" }), "WEAK_PASSWORD");
    assert.equal(await refusal({ email: "nobody", password: "short" }), "INVALID_EMAIL");
  });

  it("never logs an address or a password", async () => {
    await refusal({ password: "hunter2" });
    assert.doesNotMatch(scene.logged(), /hunter2|vixen|ada@example/);
  });
});
