import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import fc from "fast-check";
import { RegisterRequestSchema } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";
import { type Problem, reasonOf } from "../kit/problem.ts";
import { isReserved, normalizeUsername } from "./username.ts";

const attempt = (text: string) => {
  try {
    return normalizeUsername(text);
  } catch (error) {
    if (reasonOf(error) !== "INVALID_USERNAME") throw error;
    return undefined;
  }
};

describe("a username", () => {
  for (const name of ["ada", "a_b", "007", "Ada_Lovelace_1815", "x".repeat(50)])
    test(`may be ${name}`, () => assert.equal(normalizeUsername(name), name.toLowerCase()));

  const refused = [
    "",
    "ab",
    "x".repeat(51),
    "_ada",
    "ada_",
    "ada__l",
    "a-b",
    "a.b",
    "a b",
    " ada",
    "ada\n",
    "adä",
    "ａｄａ",
  ];
  for (const name of refused) test(`may not be ${JSON.stringify(name)}`, () => assert.equal(attempt(name), undefined));

  test("with a Kelvin sign or a dotted I is refused, not folded to ASCII", () => {
    assert.equal(attempt("\u212Aate"), undefined);
    assert.equal(attempt("\u0130da"), undefined);
    assert.equal(attempt("k\u0131m"), undefined);
  });

  test("that is refused is not quoted in the answer, which names the field", () => {
    assert.throws(
      () => normalizeUsername("not a name"),
      (error: Problem) => {
        const [violation] = error.findDetails(BadRequestSchema)[0]?.fieldViolations ?? [];
        return violation?.field === "username" && !violation.description.includes("not a name");
      },
    );
  });

  test("has one form: normalizing it again changes nothing", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,20}(_[A-Za-z0-9]{1,9}){0,2}$/), (text) => {
        const name = attempt(text);
        assert.equal(name === undefined ? undefined : normalizeUsername(name), name);
      }),
    );
  });

  test("is judged by the contract and by the service alike", async () => {
    const validator = createValidator();
    const contractAllows = (username: string) => {
      const { violations = [] } = validator.validate(
        RegisterRequestSchema,
        create(RegisterRequestSchema, { username }),
      );
      return !violations.some(({ field }) => field[0]?.kind === "field" && field[0].name === "username");
    };
    const nearly = fc.string({ unit: fc.constantFrom(..."abzAZ019_-. k\u212A\u0130\n"), maxLength: 52 });
    const mostly = fc.string({ unit: fc.constantFrom(..."aZ9_"), minLength: 2, maxLength: 52 });
    fc.assert(
      fc.property(fc.oneof(nearly, mostly), (text) => assert.equal(attempt(text) !== undefined, contractAllows(text))),
    );
  });
});

describe("a reserved username", () => {
  test("is one that would pass for the service, its staff or its machinery", () => {
    for (const name of ["admin", "root", "support", "flock", "api", "www", "postmaster"]) assert.ok(isReserved(name));
    for (const name of ["ada", "administrate", "flocker", "constructor"]) assert.ok(!isReserved(name));
  });
});
