import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { replaceFigures } from "./readme.ts";

describe("the figures in bench/README.md", () => {
  it("take the place of those before, and nothing else changes", () => {
    const document = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const once = replaceFigures(document, "first");
    assert.ok(once.includes("\n\nfirst\n\n"));
    const again = replaceFigures(once, "second");
    assert.ok(!again.includes("first\n\n<!--"));
    assert.equal(again, replaceFigures(document, "second"));
    assert.equal(replaceFigures(again, "first"), once);
  });

  it("need their place to be marked", () => {
    assert.throws(() => replaceFigures("# Measurements\n", "figures"), /are missing/);
  });
});
