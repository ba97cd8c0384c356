import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isSecretOf, newRefreshToken, parseRefreshToken } from "./refresh-token.ts";

describe("a refresh token", () => {
  it("is read as it was made, and only its own secret fits its hash", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (id, other) => {
        const [one, another] = [newRefreshToken(id), newRefreshToken(other)];
        const parsed = parseRefreshToken(one.text);
        assert.equal(parsed?.id, id);
        assert.ok(isSecretOf(one.hash, parsed.secret));
        assert.ok(!isSecretOf(another.hash, parsed.secret));
      }),
    );
  });

  it("is stored as a SHA-256 that tells nothing of its secret", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const { text, hash } = newRefreshToken(id);
        const secret = text.slice(id.length + 1);
        assert.match(hash, /^[0-9a-f]{64}$/);
        for (const form of [
          secret,
          Buffer.from(secret, "base64url").toString("hex"),
          Buffer.from(secret).toString("hex"),
        ])
          assert.ok(!hash.includes(form.slice(0, 16)));
      }),
    );
  });

  it("has one spelling: no other text is read as a token", () => {
    const { text } = newRefreshToken("0198c0de-0000-4000-8000-00000000abcd");
    const [id = "", secret = ""] = text.split(".");
    const wrong = [
      text.toUpperCase(),
      `${id.toUpperCase()}.${secret}`,
      ` ${text}`,
      `${text}\n`,
      `${text}=`,
      `${text}.x`,
    ];
    const cut = [id, secret, `${id}.`, `.${secret}`, text.slice(0, -1), `${text}A`, id + secret, `${id}..${secret}`];
    const strange = [
      "",
      ".",
      "ｘ".repeat(80),
      `${id}.${"é".repeat(43)}`,
      `${id}.${"+/".repeat(21)}=`,
      `${id}\0.${secret}`,
    ];
    for (const other of [...wrong, ...cut, ...strange]) assert.equal(parseRefreshToken(other), undefined, other);
    fc.assert(fc.property(fc.string(), (any) => parseRefreshToken(any) === undefined));
  });

  it("does not fit what is no hash", () => {
    for (const hash of ["", "00", "not hex", "0".repeat(63), "0".repeat(128)]) assert.ok(!isSecretOf(hash, "a secret"));
  });
});
