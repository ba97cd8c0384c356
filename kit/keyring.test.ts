import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { keyringFaults, open, parseKeyring, seal } from "./keyring.ts";
import { reasonOf } from "./problem.ts";

const key = (bytes = 32) => randomBytes(bytes).toString("base64");
const bytes = fc.uint8Array({ maxLength: 200 });
const plain = (sealed: Uint8Array | undefined) => sealed && [...sealed];

describe("a keyring", () => {
  test("writes with its first key and reads with all of them", () => {
    const [first, second] = [key(), key()];
    const ring = parseKeyring(` new:${first} , old-1:${second}\n`);
    assert.equal(ring.writer.id, "new");
    assert.equal(ring.writer.key.export().toString("base64"), first);
    assert.equal(ring.get("old-1").key.export().toString("base64"), second);
  });

  test("answers KEY_UNAVAILABLE for an id that is not loaded", () => {
    assert.throws(
      () => parseKeyring(`a:${key()}`).get("b"),
      (error) => reasonOf(error) === "KEY_UNAVAILABLE",
    );
  });

  test("names every fault at once by the number of its entry", () => {
    const good = key();
    assert.deepEqual(keyringFaults(`a:${good},b:${key(31)},a:${key()},${key()},e f:${good}`), [
      "entry 2: key is not 32 bytes of base64",
      "entry 3: its id is used twice",
      "entry 4: is not id:base64 with an id of 1 to 32 letters, digits, - or _",
      "entry 5: is not id:base64 with an id of 1 to 32 letters, digits, - or _",
    ]);
  });

  test("refuses an empty text, a comma too many and a seventeenth key", () => {
    assert.match(keyringFaults(" \n")[0] ?? "", /holds no key/);
    assert.match(keyringFaults(`a:${key()},`)[0] ?? "", /entry 2: is not/);
    const ring = (count: number) => Array.from({ length: count }, (_, index) => `k${index}:${key()}`).join(",");
    assert.deepEqual(keyringFaults(ring(16)), []);
    assert.deepEqual(keyringFaults(ring(17)), ["holds more than 16 keys"]);
  });

  test("takes longer keys only where it is told to", () => {
    assert.deepEqual(keyringFaults(`a:${key(48)}`), ["entry 1: key is not 32 bytes of base64"]);
    assert.deepEqual(keyringFaults(`a:${key(48)}`, { minBytes: 32 }), []);
    assert.deepEqual(keyringFaults(`a:${key(31)}`, { minBytes: 32 }), [
      "entry 1: key is not at least 32 bytes of base64",
    ]);
  });

  test("refuses base64 that another decoder could read differently", () => {
    const sloppy = [key().replace("=", ""), `${key()}=`, `${key().slice(0, 10)} ${key().slice(10)}`, "%".repeat(44)];
    for (const text of sloppy) assert.equal(keyringFaults(`a:${text}`).length, 1);
  });

  test("quotes no key, neither in a fault nor when it is inspected", () => {
    const [short, good] = [key(20), key()];
    assert.throws(
      () => parseKeyring(`a:${short},${good}`),
      ({ message }: Error) => !message.includes(short) && !message.includes(good),
    );
    const shown = inspect(parseKeyring(`a:${good}`), { depth: 9, showHidden: true });
    assert.ok(!shown.includes(good) && !shown.includes(Buffer.from(good, "base64").toString("hex")));
  });
});

describe("what a keyring sealed", () => {
  const old = `old:${key()}`;
  const ring = parseKeyring(old);

  test("opens again, whatever the bytes and whatever they are bound to", () => {
    fc.assert(
      fc.property(bytes, fc.string({ unit: "binary" }), (text, aad) => {
        assert.deepEqual(plain(open(ring, seal(ring, text, aad), aad)), [...text]);
      }),
    );
  });

  test("is nonce, ciphertext and tag, and never the same twice", () => {
    const text = Buffer.from("twelve bytes");
    const [one, two] = [seal(ring, text, ""), seal(ring, text, "")];
    assert.equal(one.bytes.length, 12 + text.length + 16);
    assert.notDeepEqual(one.bytes, two.bytes);
  });

  test("stays shut when one bit, the length or the binding differs", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat({ max: 7 }), (text, place, bit) => {
        const sealed = seal(ring, text, "aad");
        const broken = Uint8Array.from(sealed.bytes);
        const at = place % broken.length;
        broken[at] = (broken[at] ?? 0) ^ (1 << bit);
        assert.equal(open(ring, { ...sealed, bytes: broken }, "aad"), undefined);
        assert.equal(open(ring, { ...sealed, bytes: sealed.bytes.subarray(0, at) }, "aad"), undefined);
        assert.equal(open(ring, sealed, "AAD"), undefined);
      }),
    );
  });

  test("is bound to the id of its key, even where two ids share one key", () => {
    const twice = parseKeyring(`${old},twin:${old.slice("old:".length)}`);
    assert.equal(open(twice, { ...seal(twice, Buffer.from("x"), ""), keyId: "twin" }, ""), undefined);
  });

  test("still opens after a new key took over the writing", () => {
    const sealed = seal(ring, Buffer.from("kept"), "aad");
    const rotated = parseKeyring(`new:${key()},${old}`);
    assert.equal(seal(rotated, Buffer.from("x"), "").keyId, "new");
    assert.equal(Buffer.from(open(rotated, sealed, "aad") ?? []).toString(), "kept");
  });
});
