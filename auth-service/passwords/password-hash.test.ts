import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseKeyring } from "../../kit/keyring.ts";
import { formatPasswordHash, parsePasswordHash, pepperPassword } from "./password-hash.ts";

const bcrypt = `$2b$12$${"N9qo8uLOickgx2ZMRZoMye".padEnd(53, ".")}`;
const argon2 = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";
const keyring = (minBytes = 32) => parseKeyring(`k:${randomBytes(minBytes).toString("base64")}`, { minBytes: 32 });

describe("a stored password hash", () => {
  test("names its pepper in front of the bcrypt string", () => {
    assert.equal(formatPasswordHash({ pepperId: "2026-01", digest: bcrypt }), `$flock$p=2026-01$${bcrypt}`);
    assert.ok(formatPasswordHash({ pepperId: "k".repeat(32), digest: bcrypt }).length <= 255);
  });

  test("is read as it was written, whatever made the digest", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/), fc.constantFrom(bcrypt, argon2), (pepperId, digest) => {
        assert.deepEqual(parsePasswordHash(formatPasswordHash({ pepperId, digest })), { pepperId, digest });
      }),
    );
  });

  test("of another form is not read at all", () => {
    const others = [
      "",
      bcrypt,
      `$flock$p=$${bcrypt}`,
      `$flock$p=a b$${bcrypt}`,
      "$flock$p=k$",
      `$flock$p=k$${bcrypt}\n`,
    ];
    for (const other of others) assert.equal(parsePasswordHash(other), undefined);
  });
});

describe("what bcrypt gets to see", () => {
  test("is 44 characters without a NUL, however long the password", () => {
    const { writer } = keyring(64);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 256 }), (password) => {
        assert.match(pepperPassword(writer, password), /^[A-Za-z0-9+/]{43}=$/);
      }),
    );
  });

  test("differs when only the last of 256 characters differs", () => {
    const { writer } = keyring();
    assert.notEqual(pepperPassword(writer, `${"x".repeat(255)}y`), pepperPassword(writer, `${"x".repeat(255)}z`));
  });

  test("differs with the pepper", () => {
    assert.notEqual(pepperPassword(keyring().writer, "same"), pepperPassword(keyring().writer, "same"));
  });

  test("is the HMAC-SHA-256 of RFC 4231", () => {
    const key = Buffer.alloc(131, 0xaa).toString("base64");
    const { writer } = parseKeyring(`rfc:${key}`, { minBytes: 32 });
    const text = "Test Using Larger Than Block-Size Key - Hash Key First";
    const expected = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
    assert.equal(Buffer.from(pepperPassword(writer, text), "base64").toString("hex"), expected);
  });
});
