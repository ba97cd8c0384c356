import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import bcrypt from "bcrypt";
import fc from "fast-check";
import { parseKeyring } from "../../kit/keyring.ts";
import { reasonOf } from "../../kit/problem.ts";
import { createHasher, type HasherOptions } from "./hashing.ts";

const pepper = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const [old, young] = [pepper("old"), pepper("young")];
const hasherWith = (peppers: string, options: Partial<HasherOptions> = {}) =>
  createHasher({
    cost: 4,
    concurrency: 2,
    queueLimit: 100,
    peppers: parseKeyring(peppers, { minBytes: 32 }),
    ...options,
  });

const reasonOrHash = (call: Promise<string>) => call.catch(reasonOf);

describe("a password hash", () => {
  test("names pepper and cost and fits its column", async () => {
    const stored = await hasherWith(old, { cost: 5 }).hash("tuba lantern oxide gravel");
    assert.match(stored, /^\$flock\$p=old\$\$2b\$05\$[./A-Za-z0-9]{53}$/);
    assert.ok(stored.length <= 255);
  });

  test("never holds its password, matches it, and matches nothing else", async () => {
    const hasher = hasherWith(old);
    const password = fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 256 });
    await fc.assert(
      fc.asyncProperty(password, fc.nat(), async (text, place) => {
        const stored = await hasher.hash(text);
        const at = place % text.length;
        const other = `${text.slice(0, at)}${text[at] === "x" ? "y" : "x"}${text.slice(at + 1)}`;
        assert.ok(!stored.includes(text));
        assert.equal(await hasher.matches(text, stored), true);
        assert.equal(await hasher.matches(other, stored), false);
      }),
      { numRuns: 40 },
    );
  });

  test("is salted: the same password gives two hashes", async () => {
    const hasher = hasherWith(old);
    assert.notEqual(await hasher.hash("same password"), await hasher.hash("same password"));
  });

  test("judges a password to its last character, far beyond bcrypt's 72 bytes, and beyond a NUL in the pepper", async () => {
    const hasher = hasherWith(`nul:${Buffer.alloc(32).toString("base64")}`);
    const stored = await hasher.hash(`${"ß".repeat(255)}a`);
    assert.equal(await hasher.matches(`${"ß".repeat(255)}b`, stored), false);
    assert.equal(await hasher.matches(`${"ß".repeat(255)}a`, stored), true);
  });

  test("matches however the keyboard composes the letters", async () => {
    const hasher = hasherWith(old);
    assert.equal(await hasher.matches("Zu\u0308rich\u00A0im Regen", await hasher.hash("Z\u00FCrich im Regen")), true);
  });

  test("matches no password that could never have been set, which a new one can not be", async () => {
    const hasher = hasherWith(old);
    assert.equal(await hasher.matches("tab\t", await hasher.hash("tab")), false);
    await assert.rejects(hasher.hash("tab\t"), (error) => reasonOf(error) === "WEAK_PASSWORD");
  });

  test("still matches after a new pepper took over, and asks for a pepper that is not loaded", async () => {
    const stored = await hasherWith(old).hash("kept");
    const rotated = hasherWith(`${young},${old}`);
    assert.equal(await rotated.matches("kept", stored), true);
    assert.match(await rotated.hash("kept"), /^\$flock\$p=young\$/);
    await assert.rejects(hasherWith(young).matches("kept", stored), (error) => reasonOf(error) === "KEY_UNAVAILABLE");
  });

  test("by argon2id is peppered like one by bcrypt, and both are matched whatever makes new ones", async () => {
    const [byBcrypt, byArgon2id] = [hasherWith(old), hasherWith(old, { scheme: "argon2id" })];
    assert.equal(byBcrypt.scheme, "p=old$2b$04");
    assert.equal(byArgon2id.scheme, "p=old$argon2id$v=19$m=19456,t=2,p=1");
    const stored = [await byBcrypt.hash("tuba lantern"), await byArgon2id.hash("tuba lantern")];
    assert.match(stored[1] ?? "", /^\$flock\$p=old\$\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    for (const hasher of [byBcrypt, byArgon2id])
      for (const one of stored) {
        assert.equal(await hasher.matches("tuba lantern", one), true);
        assert.equal(await hasher.matches("tuba Lantern", one), false);
      }
    const stranger = hasherWith(`old:${Buffer.alloc(32).toString("base64")}`, { scheme: "argon2id" });
    assert.equal(await stranger.matches("tuba lantern", stored[1] ?? ""), false);
  });

  test("of another system is of the password as typed, or in our form of it, and has no pepper", async () => {
    const hasher = hasherWith(old);
    const [decomposed, composed] = ["Zu\u0308rich im Regen", "Z\u00FCrich im Regen"];
    const imported = async (password: string) => `$flock$p=$${await bcrypt.hash(password, 4)}`;
    assert.equal(await hasher.matches(decomposed, await imported(decomposed)), true);
    assert.equal(await hasher.matches(decomposed, await imported(composed)), true);
    assert.equal(await hasher.matches(composed, await imported(decomposed)), false);
    assert.equal(await hasher.matches("a\ttab", await imported("a\ttab")), true);
    assert.equal(await hasher.matches("other", await imported(composed)), false);
  });

  test("of another form is an internal error that does not quote it", async () => {
    await assert.rejects(
      hasherWith(old).matches("any", "$2b$04$secretive"),
      (error: Error) => reasonOf(error) === undefined && !error.message.includes("secretive"),
    );
  });
});

describe("a hasher under load", () => {
  test("counts a task with all it does as one, and holds its slot to its end", async () => {
    const hasher = createHasher({ cost: 4, concurrency: 1, queueLimit: 0, peppers: parseKeyring(old) });
    const done = await hasher.withSlot(async (slot) => {
      const stored = await slot.hash("tuba lantern");
      assert.equal(await reasonOrHash(hasher.hash("another")), "OVERLOADED");
      return slot.matches("tuba lantern", stored);
    });
    assert.equal(done, true);
    assert.equal(hasher.running(), 0);
  });

  test("works on as many as it has slots, lets a few wait and sheds the rest at once", async () => {
    const peppers = parseKeyring(old);
    const hasher = createHasher({ cost: 8, concurrency: 1, queueLimit: 2, peppers });
    const calls = Array.from({ length: 5 }, () => hasher.hash("tuba lantern oxide gravel"));
    assert.deepEqual([hasher.running(), hasher.waiting()], [1, 2]);
    const results = await Promise.allSettled(calls);
    assert.deepEqual(
      results.map((result) => (result.status === "rejected" ? reasonOf(result.reason) : "hashed")),
      ["hashed", "hashed", "hashed", "OVERLOADED", "OVERLOADED"],
    );
    assert.deepEqual([hasher.running(), hasher.waiting()], [0, 0]);
  });

  test("lets eight wait per slot unless told otherwise", async () => {
    const hasher = createHasher({ cost: 4, concurrency: 1, peppers: parseKeyring(old) });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => hasher.hash("tuba lantern")));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 9);
  });
});
