import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BadRequestSchema, ErrorInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { type Problem, reasonOf } from "../../kit/problem.ts";
import { type Candidate, checkPassword } from "./password-policy.ts";

const ada = { email: "Ada.Lovelace+flock@example.com", username: "Countess_1815" };
const fair = "kT9#vQ2m!xL5@wR8";

const problemOf = (candidate: Partial<Candidate>): Problem | undefined => {
  try {
    checkPassword({ password: fair, ...ada, ...candidate });
    return undefined;
  } catch (error) {
    assert.equal(reasonOf(error), "WEAK_PASSWORD");
    return error as Problem;
  }
};
const ruleOf = (candidate: Partial<Candidate>) => problemOf(candidate)?.findDetails(ErrorInfoSchema)[0]?.metadata.rule;

describe("a new password", () => {
  test("has 15 to 256 characters by default", () => {
    assert.equal(ruleOf({ password: fair.slice(0, 14) }), "TOO_SHORT");
    assert.equal(ruleOf({ password: fair.slice(0, 15) }), undefined);
    const long = Array.from({ length: 64 }, (_, index) => (index * 7919 + 4099).toString(36).padStart(4, "ß")).join("");
    assert.equal(ruleOf({ password: long.slice(0, 256) }), undefined);
    assert.equal(ruleOf({ password: `${long.slice(0, 256)}x` }), "TOO_LONG");
  });

  test("may be as short as the configuration says", () => {
    assert.equal(ruleOf({ password: "vQ2m!xL5", minLength: 8 }), undefined);
    assert.equal(ruleOf({ password: "vQ2m!xL", minLength: 8 }), "TOO_SHORT");
    for (const password of ["password", "Baseball", "dragon12", "qwertyui", "19841984"])
      assert.equal(ruleOf({ password, minLength: 8 }), "COMMON", password);
  });

  test("is counted in code points of its composed form", () => {
    assert.equal(ruleOf({ password: "👍🦄🐙🌵🎻🧊🚲" }), "TOO_SHORT");
    assert.equal(ruleOf({ password: "👍🦄🐙🌵🎻🧊🚲🥝🧲🪁🎲🦔🍄🛶🧵" }), undefined);
    assert.equal(ruleOf({ password: "e\u0308o\u0308u\u0308a\u0308i\u0308x7k" }), "TOO_SHORT");
  });

  test("needs no digit, no capital and no symbol", () => {
    for (const password of ["tuba lantern oxide gravel", "mfgjhtrkwpqzxvbn", "483920175639201"])
      assert.equal(ruleOf({ password }), undefined);
  });

  test("is not a common one, a repeat or a concatenation of common ones", () => {
    for (const password of ["passwordpassword", "Password123456789", "aaaaaaaaaaaaaaa", "dragonmonkeyshadow"])
      assert.equal(ruleOf({ password }), "COMMON", password);
  });

  test("does not contain the address, its local part or the mailbox before a tag, in any letter case", () => {
    for (const name of ["ada.lovelace+flock@example.com", "ADA.LOVELACE+FLOCK", "Ada.Lovelace"])
      assert.equal(ruleOf({ password: `7#q ${name} vK!2` }), "CONTAINS_EMAIL", name);
  });

  test("does not contain the username, in any letter case", () => {
    assert.equal(ruleOf({ password: "7#q countess_1815 vK!2" }), "CONTAINS_USERNAME");
    assert.equal(ruleOf({ password: "7#q ｃｏｕｎｔｅｓｓ_1815 vK!2" }), "CONTAINS_USERNAME");
  });

  test("may contain names of fewer than 4 characters, which occur by accident", () => {
    assert.equal(ruleOf({ password: "gravel road to nowhere", email: "el@example.com", username: "oad" }), undefined);
    assert.equal(ruleOf({ password: "gravel road to nowhere", email: "road@example.com" }), "CONTAINS_EMAIL");
    assert.equal(ruleOf({ email: "", username: "" }), undefined);
  });

  test("holds no control characters and nothing that could not be typed again", () => {
    for (const password of [`${fair}\0`, `${fair}\n`, `${fair}\ud800`, `${fair}\u200B`, `${fair}\u0378`, ""])
      assert.equal(ruleOf({ password }), "INVALID_CHARACTERS");
  });

  test("that is refused is not quoted in the answer, which names field and rule", () => {
    const problem = problemOf({ password: "passwordpassword" });
    const [violation] = problem?.findDetails(BadRequestSchema)[0]?.fieldViolations ?? [];
    assert.equal(violation?.field, "password");
    assert.ok(!`${violation.description} ${problem?.message}`.includes("passwordpassword"));
  });

  test("is judged alike however its letters and spaces are composed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (password) => {
        assert.equal(ruleOf({ password: password.normalize("NFD") }), ruleOf({ password: password.normalize("NFC") }));
      }),
    );
  });
});
