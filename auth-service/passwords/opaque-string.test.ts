import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { opaqueString } from "./opaque-string.ts";

describe("a password in OpaqueString form", () => {
  // The examples of RFC 8265, section 4.3.
  const examples: [string, string | undefined][] = [
    ["correct horse battery staple", "correct horse battery staple"],
    ["Correct Horse Battery Staple", "Correct Horse Battery Staple"],
    ["πß๗", "πß๗"],
    ["Jack of ♦s", "Jack of ♦s"],
    ["foo\u1680bar", "foo bar"],
    ["", undefined],
    ["my cat is a \u0009by", undefined],
  ];
  for (const [typed, form] of examples)
    test(`of ${JSON.stringify(typed)} is ${form === undefined ? "refused" : JSON.stringify(form)}`, () =>
      assert.equal(opaqueString(typed), form));

  test("is the same however a keyboard composes letters and spaces", () => {
    assert.equal(opaqueString("Zu\u0308rich"), opaqueString("Z\u00FCrich"));
    assert.equal(opaqueString("\u1112\u1161\u11AB"), "\uD55C");
    assert.equal(opaqueString("a\u00A0b\u3000c\u2009d"), "a b c d");
  });

  test("keeps what makes passwords different: case, width, compatibility characters", () => {
    for (const text of ["ABC", "ａｂｃ", "ﬁ", "²", " padded ", "👍🏽", "日本語", "עברית", "e\u0323\u0302x"])
      assert.equal(opaqueString(text), text.normalize("NFC"));
  });

  const refused: Record<string, string[]> = {
    "control characters": ["a\0", "a\n", "a\t", "\x7f", "\x85"],
    "lone surrogates": ["a\ud800", "\udc00a", "\ud800\ud800"],
    "unassigned and private code points and noncharacters": ["\u0378", "\uE000", "\uFFFE", "\u{1FFFF}", "\u{10FFFF}"],
    "what nobody sees": ["a\u00ADb", "a\u200Bb", "\uFEFFa", "a\uFE0F", "\u202Ea", "a\u2028b", "a\u3164b"],
    "what the class disallows": ["\u0640", "\u303B", "\u1112"],
    "what is out of its context": ["a\u00B7b", "\u0375a", "a\u05F3", "a\u30FBb", "\u200Da", "1\u200C", "\u0661\u06F1"],
  };
  for (const [kind, texts] of Object.entries(refused))
    test(`has no place for ${kind}`, () => {
      for (const text of texts) assert.equal(opaqueString(text), undefined, JSON.stringify(text));
    });

  test("takes contextual characters where they belong", () => {
    const texts = ["col·lecció", "\u0375α", "א\u05F3", "ジョン・スミス", "می\u200Cخواهم", "क्\u200Dष", "\u0661\u0662"];
    for (const text of texts) assert.equal(opaqueString(text), text);
  });

  test("does not change when it is taken again", () => {
    const units = fc.constantFrom("grapheme" as const, "binary" as const, "grapheme-composite" as const);
    const texts = units.chain((unit) => fc.string({ unit, minLength: 1, maxLength: 12 }));
    const spaced = fc.stringMatching(/^(?:a|\p{Zs}|\u0308|\u0301){1,9}$/u);
    fc.assert(
      fc.property(fc.oneof(texts, spaced), (text) => {
        const form = opaqueString(text);
        fc.pre(form !== undefined);
        assert.equal(opaqueString(form), form);
      }),
    );
  });
});
