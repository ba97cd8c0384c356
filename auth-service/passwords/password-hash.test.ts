import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseKeyring } from "../../kit/keyring.ts";
import { dummyHash, formatPasswordHash, parsePasswordHash, pepperPassword, readPasswordHash } from "./password-hash.ts";

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
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,32}$/), fc.constantFrom(bcrypt, argon2), (pepperId, digest) => {
        assert.deepEqual(parsePasswordHash(formatPasswordHash({ pepperId, digest })), { pepperId, digest });
      }),
    );
  });

  test("of another form is not read at all", () => {
    const others = [
      "",
      bcrypt,
      `$flock$p=${"k".repeat(33)}$${bcrypt}`,
      `$flock$p=a b$${bcrypt}`,
      "$flock$p=k$",
      `$flock$p=k$${bcrypt}\n`,
    ];
    for (const other of others) assert.equal(parsePasswordHash(other), undefined);
  });
});

describe("a scheme", () => {
  test("is the pepper and the parameters of a hash, and neither salt nor hash", () => {
    assert.equal(readPasswordHash(`$flock$p=k1$${bcrypt}`).scheme, "p=k1$2b$12");
    const imported = "$flock$p=$$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert.equal(readPasswordHash(imported).scheme, "p=$argon2id$v=19$m=19456,t=2,p=1");
    assert.ok(readPasswordHash(`$flock$p=${"k".repeat(32)}$${bcrypt}`).scheme.length <= 100);
  });

  test("has a dummy of the same parameters, with a pepper that is loaded if it has any", () => {
    assert.equal(dummyHash("p=old$2b$12", "young"), `$flock$p=young$$2b$12$${".".repeat(53)}`);
    assert.equal(dummyHash("p=$2b$12", "young"), `$flock$p=$$2b$12$${".".repeat(53)}`);
    for (const unknown of ["", "p=", "p=k1$yescrypt$j9T", "2b$12", "p=k1$2b$99"])
      assert.equal(dummyHash(unknown, "young"), undefined);
  });

  test("of what is no hash of ours is an error that does not quote it", () => {
    for (const other of ["secretive", "$flock$p=k1$$2b$12$secretive", "$flock$p=k1$$md5$secretive"])
      assert.throws(
        () => readPasswordHash(other),
        (error: Error) => !error.message.includes("secretive"),
      );
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
