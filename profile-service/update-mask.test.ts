import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";
import { Problem } from "../kit/problem.ts";
import type { ProfileTexts } from "./profile.ts";
import { maskedChange } from "./update-mask.ts";

const ada = { username: "ada", displayName: "Ada", bio: "" };
const noNullPrototype = { noNullPrototype: true };
const texts: fc.Arbitrary<ProfileTexts> = fc.record(
  { username: fc.string(), displayName: fc.string(), bio: fc.string() },
  noNullPrototype,
);
const descriptionFor = (path: string) => {
  try {
    return assert.fail(`${JSON.stringify(maskedChange(ada, [path]))} was picked`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const [violation] = error.findDetails(BadRequestSchema)[0]?.fieldViolations ?? [];
    return `${error.reason} ${violation?.field}: ${violation?.description}`;
  }
};

describe("a field mask", () => {
  it("picks what it names, even when it is empty", () => {
    assert.deepEqual(maskedChange(ada, ["bio", "username", "bio"]), { username: "ada", bio: "" });
  });

  it("picks everything by an asterisk, and without a path whatever is not empty", () => {
    fc.assert(
      fc.property(texts, (values) => {
        assert.deepEqual(maskedChange(values, ["*"]), values);
        const present = Object.fromEntries(Object.entries(values).filter(([, text]) => text !== ""));
        assert.deepEqual(maskedChange(values, []), present);
      }),
    );
  });

  it("refuses by its name what can not be changed", () => {
    assert.equal(descriptionFor("created_at"), "INVALID_REQUEST update_mask: created_at can not be changed");
    assert.equal(descriptionFor("constructor"), "INVALID_REQUEST update_mask: constructor can not be changed");
  });

  it("picks nothing by any other path, and repeats none that is not a plain name", () => {
    const others = fc.string({ minLength: 1 }).filter((path) => !["username", "bio", "*"].includes(path));
    fc.assert(
      fc.property(others, (path) => {
        const named = /^[a-z][a-z0-9_]*$/.test(path) ? path : "a path of it";
        assert.equal(descriptionFor(path), `INVALID_REQUEST update_mask: ${named} can not be changed`);
      }),
    );
    assert.match(descriptionFor("username.first"), /: a path of it can not/);
    assert.match(descriptionFor("ada@example.com"), /: a path of it can not/);
  });
});
