import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseKeyring } from "../../kit/keyring.ts";
import { reasonOf } from "../../kit/problem.ts";
import { createHasher } from "./hashing.ts";
import { createSealer } from "./sealing.ts";

const key = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const old = key("old");
const sealer = createSealer(parseKeyring(old));
const is = (reason: string) => (error: unknown) => reasonOf(error) === reason;
const ada = randomUUID();
const hash = "$flock$p=k$$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

describe("a sealed password", () => {
  test("opens for its user, in any letter case of the id, and for nobody else", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.string({ unit: "binary-ascii" }), (user, other, text) => {
        fc.pre(user !== other);
        const sealed = sealer.seal(user, text);
        assert.equal(sealer.open(user.toUpperCase(), sealed), text);
        assert.throws(() => sealer.open(other, sealed), is("INVALID_SEAL"));
      }),
    );
  });

  test("shows version and key id and holds neither password nor hash, in any spelling", async () => {
    const password = "tuba lantern oxide gravel";
    const hashed = await createHasher({ cost: 4, concurrency: 1, peppers: parseKeyring(old) }).hash(password);
    const sealed = sealer.seal(ada, hashed);
    assert.match(sealed, /^v1\.old\.[A-Za-z0-9_-]+$/);
    assert.ok(sealed.length <= 1024);
    const bytes = Buffer.from(sealed.split(".")[2] ?? "", "base64url");
    for (const secret of [password, hashed, hashed.slice(-31)])
      assert.ok(!sealed.includes(secret) && !bytes.includes(secret) && !sealed.includes(btoa(secret).slice(0, 20)));
  });

  test("is never the same twice", () => {
    assert.notEqual(sealer.seal(ada, hash), sealer.seal(ada, hash));
  });

  test("stays shut when any character is changed, dropped or added", () => {
    const sealed = sealer.seal(ada, hash);
    const character = fc.constantFrom(..."Aa0-_.=+/ é\n");
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(1), fc.oneof(character, fc.constant("")), (at, cut, put) => {
        const changed = sealed.slice(0, at) + put + sealed.slice(at + cut);
        fc.pre(changed !== sealed);
        assert.throws(
          () => sealer.open(ada, changed),
          (error) => is("INVALID_SEAL")(error) || is("KEY_UNAVAILABLE")(error),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("stays shut for every other last character, even where the decoded bytes are the same", () => {
    const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];
    for (const text of ["", "x", "xy"]) {
      const sealed = sealer.seal(ada, text);
      const others = alphabet.filter((last) => !sealed.endsWith(last)).map((last) => sealed.slice(0, -1) + last);
      for (const other of others) assert.throws(() => sealer.open(ada, other), is("INVALID_SEAL"));
    }
  });

  test("that is cut short, empty or of another version is INVALID_SEAL", () => {
    const sealed = sealer.seal(ada, hash);
    for (const other of ["", "v1", "v1.old.", "v1.old.AAAA", sealed.replace("v1", "v2"), sealed.slice(3), hash])
      assert.throws(() => sealer.open(ada, other), is("INVALID_SEAL"));
  });

  test("still opens after a new key took over the writing", () => {
    const sealed = sealer.seal(ada, hash);
    const rotated = createSealer(parseKeyring(`${key("new")},${old}`));
    assert.equal(rotated.open(ada, sealed), hash);
    assert.match(rotated.seal(ada, hash), /^v1\.new\./);
  });

  test("under a key that is not loaded is KEY_UNAVAILABLE, which is retried: never a verdict on the seal", () => {
    assert.throws(
      () => createSealer(parseKeyring(key("new"))).open(ada, sealer.seal(ada, hash)),
      is("KEY_UNAVAILABLE"),
    );
  });
});
