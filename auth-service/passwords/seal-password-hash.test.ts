import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { authScene } from "../../test/auth.ts";
import { foreignHashes } from "../../test/foreign-hashes.ts";
import { newIds } from "../../test/ids.ts";
import { reasonOrAnswer } from "../../test/serving.ts";

const passwordHash = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK";

describe("SealPasswordHash", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  const { userId } = newIds();
  const seal = (change: object = {}) =>
    scene.client.sealPasswordHash({ userId, email: "ada@example.org", passwordHash, ...change });

  it("seals a hash of every kind for one user id, to be matched like one of ours", async () => {
    for (const { password, hash, kind } of foreignHashes) {
      const { sealedPassword } = await seal({ passwordHash: hash });
      const matches = (input: object) =>
        scene.client.matchSealedPassword({ userId, sealedPassword, password, ...input });
      assert.equal((await matches({})).matches, true, kind);
      assert.equal((await matches({ password: `${password.slice(0, -1)}!` })).matches, false, kind);
      assert.equal(await reasonOrAnswer(matches({ userId: newIds().userId })), "INVALID_SEAL");
    }
  });

  it("seals differently each time what CreateUser stores without a pepper, and nobody reads on the way", async () => {
    const [one, two] = [await seal(), await seal()];
    assert.notEqual(one.sealedPassword, two.sealedPassword);
    assert.doesNotMatch(one.sealedPassword, /\$2y/);
    await scene.client.createUser({
      ...newIds(),
      userId,
      email: "ada@example.org",
      sealedPassword: one.sealedPassword,
    });
    const [row] = await scene.sql`select password_hash from users where id = ${userId}`;
    assert.equal(row?.password_hash, `$flock$p=$${passwordHash}`);
    const schemes = await scene.sql`select scheme from password_schemes`;
    assert.deepEqual(
      schemes.map(({ scheme }) => scheme),
      ["p=$2y$05"],
    );
  });

  it("refuses an address that is none, and a hash that can not be checked", async () => {
    assert.equal(await reasonOrAnswer(seal({ email: "nobody" })), "INVALID_EMAIL");
    for (const other of ["hunter2", "5f4dcc3b5aa765d61d8327deb882cf99", `${passwordHash}=`, "$2b$31$secret"])
      assert.equal(await reasonOrAnswer(seal({ passwordHash: other })), "INVALID_PASSWORD_HASH");
  });

  it("says what is wrong with a hash, names the field, and quotes nothing, also not in its log", async () => {
    const tooSlow = passwordHash.replace("$05$", "$19$");
    const error = ConnectError.from(await seal({ passwordHash: tooSlow }).catch((problem) => problem));
    const [bad] = error.findDetails(BadRequestSchema);
    const faults = bad?.fieldViolations.map(({ field, description }) => [field, description]);
    assert.deepEqual(faults, [["password_hash", "must have a cost from 4 to 15"]]);
    assert.doesNotMatch(JSON.stringify(error), /VGOzA784oUp/);
    assert.doesNotMatch(scene.logged(), /VGOzA784oUp|hunter2|ada@example/);
  });
});
