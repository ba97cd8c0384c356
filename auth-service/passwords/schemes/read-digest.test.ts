import assert from "node:assert/strict";
import { describe, test } from "node:test";
import bcrypt from "bcrypt";
import fc from "fast-check";
import { foreignHashes } from "../../../test/foreign-hashes.ts";
import { argon2idWriter } from "./argon2.ts";
import { bcryptWriter } from "./bcrypt.ts";
import { dummyDigest, readDigest } from "./read-digest.ts";

function mustRead(text: string) {
  const digest = readDigest(text);
  if ("fault" in digest) throw new Error(digest.fault);
  return digest;
}

const faultOf = (text: string) => {
  const digest = readDigest(text);
  return "fault" in digest ? digest.fault : "none";
};

const [salt, hash] = ["A".repeat(22), "A".repeat(43)];

describe("a digest of another system", () => {
  for (const { kind, password, hash } of foreignHashes)
    test(`of ${kind} is matched by its password and by no other`, async () => {
      const digest = mustRead(hash);
      assert.equal(await digest.matches(Buffer.from(password)), true);
      assert.equal(await digest.matches(Buffer.from(` ${password}`)), false);
      assert.equal(await digest.matches(Buffer.from("")), false);
    });

  test("names its parameters, and neither salt nor hash", () => {
    const params = foreignHashes.map(({ hash }) => mustRead(hash).params);
    assert.deepEqual(
      [...new Set(params)].sort(),
      [
        ...["$2a$05", "$2b$05", "$2y$05", "$argon2i$v=19$m=256,t=2,p=1", "$argon2id$v=19$m=256,t=2,p=1"],
        ...["$argon2id$v=19$m=256,t=2,p=2", "$pbkdf2-sha256$i=1", "$pbkdf2-sha256$i=1212", "$pbkdf2-sha256$i=80000"],
        ...["$pbkdf2-sha512$i=1", "$pbkdf2-sha512$i=1212", "$scrypt$ln=10,r=8,p=16", "$scrypt$ln=14,r=8,p=1"],
      ].sort(),
    );
  });

  test("is refused when one character of it is another, or does not match any more", async () => {
    const fast = foreignHashes.filter(({ hash }) => /^\$argon2|i=1[,$]/.test(hash));
    const place = fc.record({ of: fc.constantFrom(...fast), at: fc.nat(), put: fc.constantFrom(..."$,=0Az.+/*") });
    const check = fc.asyncProperty(place, async ({ of: { password, hash }, at, put }) => {
      const text = `${hash.slice(0, at % hash.length)}${put}${hash.slice((at % hash.length) + 1)}`;
      const digest = readDigest(text);
      if (text === hash || "fault" in digest || tooSlow(digest.params)) return;
      assert.equal(await digest.matches(Buffer.from(password)), false, text);
    });
    await fc.assert(check, { numRuns: 300 });
  });

  test("is never quoted when it is refused", () => {
    const start = fc.constantFrom(
      "$2b$",
      "$argon2id$",
      "$argon2i$v=19$m=8,t=1,p=1$",
      "$scrypt$",
      "$pbkdf2-sha256$",
      "",
    );
    const text = fc.tuple(start, fc.string({ unit: "binary", minLength: 24 })).map((parts) => parts.join(""));
    fc.assert(fc.property(text, (other) => assert.ok(!faultOf(other).includes(other.slice(-20)))));
  });
});

const tooSlow = (params: string) => /m=\d{5}|t=\d\d|i=\d{6}/.test(params);

describe("bcrypt of another system", () => {
  test("saw a password up to its 72nd byte and up to a NUL, whatever it is called", async () => {
    const [cut, nul] = [await bcrypt.hash("x".repeat(72), 4), await bcrypt.hash("before", 4)];
    for (const name of ["$2a$", "$2b$", "$2y$"]) {
      const called = (digest: string) => mustRead(digest.replace("$2b$", name));
      assert.equal(await called(cut).matches(Buffer.from("x".repeat(300))), true);
      assert.equal(await called(cut).matches(Buffer.from("x".repeat(71))), false);
      assert.equal(await called(nul).matches(Buffer.from("before\0after")), true);
    }
  });

  test("of the empty password is matched by none, also not by one that starts with a NUL", async () => {
    const digest = mustRead(await bcrypt.hash("", 4));
    for (const text of ["", "\0", "\0any"]) assert.equal(await digest.matches(Buffer.from(text)), false);
  });
});

describe("a digest that is refused", () => {
  const refused: Record<string, string> = {
    [`$2b$16$${".".repeat(53)}`]: "must have a cost from 4 to 15",
    [`$2b$03$${".".repeat(53)}`]: "must have a cost from 4 to 15",
    [`$argon2id$v=19$m=262145,t=1,p=1$${salt}$${hash}`]:
      "must use at most 256 MiB, and write at most 1 GiB in all its passes",
    [`$argon2id$v=19$m=262144,t=5,p=1$${salt}$${hash}`]:
      "must use at most 256 MiB, and write at most 1 GiB in all its passes",
    [`$argon2id$v=19$m=64,t=21,p=1$${salt}$${hash}`]: "must take at most 20 passes",
    [`$argon2id$v=19$m=4096,t=1,p=17$${salt}$${hash}`]: "must have at most 16 lanes",
    [`$argon2i$v=19$m=15,t=1,p=2$${salt}$${hash}`]: "must use at least 8 KiB for each lane",
    [`$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAA$${hash}`]: "must have a salt of 8 to 64 bytes, in base64 without padding",
    [`$scrypt$ln=19,r=8,p=1$${salt}$${hash}`]: "must use at most 256 MiB, and at most 512 MiB times p",
    [`$scrypt$ln=17,r=8,p=5$${salt}$${hash}`]: "must use at most 256 MiB, and at most 512 MiB times p",
    [`$scrypt$ln=4,r=33,p=1$${salt}$${hash}`]: "must have r of at most 32 and p of at most 16",
    [`$scrypt$ln=16,r=1,p=1$${salt}$${hash}`]: "must have ln below 16 times r",
    [`$pbkdf2-sha256$i=4000001$${salt}$${hash}`]: "must take at most 4000000 iterations",
    [`$pbkdf2-sha256$i=1,l=31$${salt}$${hash}`]: "must have a hash as long as it says",
    [`$pbkdf2-sha256$i=1$${salt}$${"A".repeat(86)}`]: "must have a hash of 16 to 32 bytes, in base64 without padding",
    [`$pbkdf2-sha256$i=1$${salt}$AAAA`]: "must have a hash of 16 to 32 bytes, in base64 without padding",
    [`$pbkdf2-sha256$i=1$${salt}$${hash}=`]: "must have a hash of 16 to 32 bytes, in base64 without padding",
    [`$pbkdf2-sha256$i=1$${salt}$${"A".repeat(42)}B`]: "must have a hash of 16 to 32 bytes, in base64 without padding",
    [`$pbkdf2-sha256$1$${salt}$+${"A".repeat(42)}`]: "must have a hash of 16 to 32 bytes, in base64 without padding",
  };
  for (const [text, fault] of Object.entries(refused))
    test(`such as ${text.slice(0, 40)} hears why: ${fault}`, () => assert.equal(faultOf(text), fault));

  const unknown = [
    ...["", "password", "5f4dcc3b5aa765d61d8327deb882cf99", "$1$salt$hash", `$2x$05$${".".repeat(53)}`, `$6$a$${hash}`],
    ...[`$argon2d$v=19$m=64,t=1,p=1$${salt}$${hash}`, `$argon2id$m=64,t=1,p=1$${salt}$${hash}`],
    ...[`$argon2id$v=16$m=64,t=1,p=1$${salt}$${hash}`, `$argon2id$v=19$t=1,m=64,p=1$${salt}$${hash}`],
    ...[`$argon2id$v=19$m=064,t=1,p=1$${salt}$${hash}`, `$argon2id$v=19$m=64,t=1,p=1,keyid=a$${salt}$${hash}`],
    ...[
      `$pbkdf2-sha1$i=1$${salt}$${hash}`,
      `$scrypt$N=16384,r=8,p=1$${salt}$${hash}`,
      `$scrypt$ln=0,r=8,p=1$${salt}$${hash}`,
    ],
    ...[
      `$2b$05$${".".repeat(53)}\n`,
      ` $2b$05$${".".repeat(53)}`,
      `$2b$05$${".".repeat(52)}/`,
      `$2b$5$${".".repeat(53)}`,
    ],
  ];
  for (const text of unknown)
    test(`such as ${JSON.stringify(text.slice(0, 40))} hears in which form it must be`, () => {
      assert.match(faultOf(text), /^must be (\$|a bcrypt string)/);
    });
});

describe("a digest of ours", () => {
  for (const writer of [bcryptWriter(4), argon2idWriter])
    test(`of ${writer.params} is read as it was written, differs each time, and has a dummy`, async () => {
      const input = Buffer.from("peppered");
      const [one, two] = [await writer.write(input), await writer.write(input)];
      assert.notEqual(one, two);
      assert.ok(one.startsWith(`${writer.params}$`));
      const read = mustRead(one);
      assert.equal(read.params, writer.params);
      assert.equal(await read.matches(input), true);
      assert.equal(await read.matches(Buffer.from("Peppered")), false);
      assert.equal(await mustRead(dummyDigest(writer.params)).matches(input), false);
    });

  test("by argon2id has 16 bytes of salt and 32 of hash", async () => {
    assert.match(
      await argon2idWriter.write(Buffer.from("x")),
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });
});

test("every scheme that a hash can have has a dummy of the same parameters", () => {
  for (const { hash } of foreignHashes) {
    const { params } = mustRead(hash);
    assert.equal(mustRead(dummyDigest(params)).params, params);
  }
});
