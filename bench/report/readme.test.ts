import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parts, replaceFigures } from "./readme.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

describe("the figures in bench/README.md", () => {
  for (const part of parts)
    it(`of ${part} take the place of those before, and nothing else changes`, () => {
      const once = replaceFigures(readme, part, "first");
      assert.equal(once.split("\n\nfirst\n\n").length, 2);
      const again = replaceFigures(once, part, "second");
      assert.ok(!again.includes("first\n\n<!--"));
      assert.equal(again, replaceFigures(readme, part, "second"));
      assert.equal(replaceFigures(again, part, "first"), once);
    });

  it("of one part leave those of the others alone", () => {
    const [registration, signIn] = parts;
    const both = replaceFigures(replaceFigures(readme, registration, "first"), signIn, "second");
    assert.ok(both.includes("\n\nfirst\n\n") && both.includes("\n\nsecond\n\n"));
    assert.equal(both, replaceFigures(replaceFigures(readme, signIn, "second"), registration, "first"));
  });

  it("need their place to be marked", () => {
    assert.throws(() => replaceFigures("# Measurements\n", "sign-in", "figures"), /are missing/);
  });
});
