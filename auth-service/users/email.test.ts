import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { type Problem, reasonOf } from "../../kit/problem.ts";
import { EMAIL_NORMAL_FORM, normalizeEmail } from "./email.ts";

const attempt = (text: string) => {
  try {
    return normalizeEmail(text);
  } catch (error) {
    if (reasonOf(error) !== "INVALID_EMAIL") throw error;
    return undefined;
  }
};
const label63 = "d".repeat(63);

const accepted: Record<string, string> = {
  "ada@example.com": "ada@example.com",
  "  Ada.Lovelace@EXAMPLE.com\n": "ada.lovelace@example.com",
  "ada+news@mail.example.co.uk": "ada+news@mail.example.co.uk",
  "!#$%&'*+/=?^_`{|}~-@example.com": "!#$%&'*+/=?^_`{|}~-@example.com",
  "info@MÜNCHEN.de": "info@xn--mnchen-3ya.de",
  "info@xn--MNCHEN-3ya.de": "info@xn--mnchen-3ya.de",
  "info@faß.de": "info@xn--fa-hia.de",
  "info@例え.テスト": "info@xn--r8jz45g.xn--zckzah",
  "info@ｅｘａｍｐｌｅ。com": "info@example.com",
  "a@1and1.com": "a@1and1.com",
  [`${"l".repeat(64)}@example.com`]: `${"l".repeat(64)}@example.com`,
  [`a@${label63}.${label63}.${label63}.${"e".repeat(57)}.de`]: `a@${label63}.${label63}.${label63}.${"e".repeat(57)}.de`,
};

const refused: Record<string, string[]> = {
  "that is not one local part and one domain": ["", "@", "ada", "ada@", "@example.com", "a@@example.com", "a@b@c.com"],
  "with a local part that is no dot-atom": [
    ".ada@example.com",
    "ada.@example.com",
    "a..b@example.com",
    "a b@example.com",
  ],
  "with a quoted local part or comment": ['"ada"@example.com', "ada(x)@example.com", "<ada@example.com>"],
  "with a local part outside ASCII": ["ädä@example.com", "\u212Aate@example.com", "ada\u200B@example.com"],
  "with a control character": ["a\0@example.com", "ada@example.com\0", "ada@exa\tmple.com", "ada@exa\nmple.com"],
  "that is too long": [
    `${"l".repeat(65)}@example.com`,
    `a@${label63}d.com`,
    `ab@${label63}.${label63}.${label63}.${"e".repeat(57)}.de`,
  ],
  "at a single label": ["ada@localhost", "ada@example", "ada@com."],
  "with an empty label": ["ada@example.com.", "ada@.example.com", "ada@example..com", "ada@\u00AD.com"],
  "with a label that no host has": ["ada@-example.com", "ada@example-.com", "ada@exa_mple.com", "ada@exa mple.com"],
  "with a last label that no zone has": ["ada@example.c", "ada@example.123", "ada@example.1com"],
  "at an IP address": ["ada@127.0.0.1", "ada@[127.0.0.1]", "ada@[IPv6:::1]", "ada@::1", "ada@１２７.０.０.１"],
  "at an IP address in disguise": ["ada@0x7f.1", "ada@2130706433", "ada@1.2.3.0x7f", "ada@0x7f000001"],
  "with more of a URL": [
    "a@example.com:25",
    "a@example.com/x",
    "a@example.com?x",
    "a@example.com#x",
    "a@example.com\\x",
  ],
  "with percent-encoding": ["ada@ex%61mple.com", "ada@example.com%00", "ada@ex％61mple.com", "ada@exam／ple.com"],
  "with a lone surrogate": ["ada@\ud800.com", "\ud800@example.com"],
};

describe("an e-mail address", () => {
  for (const [typed, stored] of Object.entries(accepted))
    test(`${JSON.stringify(typed.slice(0, 40))} is stored as ${stored.slice(0, 40)}`, () =>
      assert.equal(normalizeEmail(typed), stored));

  for (const [kind, texts] of Object.entries(refused))
    test(`${kind} is refused`, () => {
      for (const typed of texts) assert.equal(attempt(typed), undefined, JSON.stringify(typed));
    });

  test("that is refused is not quoted in the answer, which names the field", () => {
    assert.throws(
      () => normalizeEmail("secretive@localhost"),
      (error: Problem) => {
        const [violation] = error.findDetails(BadRequestSchema)[0]?.fieldViolations ?? [];
        assert.equal(violation?.field, "email");
        return !/secretive|localhost/.test(`${violation?.description} ${error.message}`);
      },
    );
  });
});

describe("the normal form of an address", () => {
  const normalForm = new RegExp(EMAIL_NORMAL_FORM);
  const domain = fc.oneof(
    fc.domain(),
    fc.string({ unit: "grapheme", minLength: 1 }).map((name) => `${name}.com`),
  );
  const local = fc.oneof(
    fc.emailAddress().map((email) => email.slice(0, email.indexOf("@"))),
    fc.string(),
  );
  const typed = fc.oneof(
    fc.emailAddress(),
    fc.string({ unit: "binary" }),
    fc.tuple(local, domain).map((p) => p.join("@")),
  );

  test("is what the database checks, and normalizing it again changes nothing", () => {
    fc.assert(
      fc.property(typed, (text) => {
        const stored = attempt(text);
        fc.pre(stored !== undefined);
        assert.match(stored, normalForm);
        assert.ok(stored.length <= 254 && stored.indexOf("@") <= 64);
        assert.equal(normalizeEmail(stored), stored);
      }),
      { numRuns: 500, maxSkipsPerRun: 1000 },
    );
  });

  test("does not depend on letter case or surrounding spaces", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        assert.equal(attempt(`\t ${text.toUpperCase()} `), attempt(text));
      }),
    );
  });
});
