import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refusal } from "./release-rules.ts";

describe("make release", () => {
  const good = { version: "0.1.0", manifestVersion: "0.1.0", exists: false, changes: "" };

  it("records a clean tree under the version that package.json names", () => {
    assert.equal(refusal(good), undefined);
  });

  it("asks for a version when there is none", () => {
    assert.match(refusal({ ...good, version: "" }) ?? "", /make release VERSION=/);
  });

  it("never changes a release", () => {
    assert.match(refusal({ ...good, exists: true }) ?? "", /0\.1\.0 exists/);
  });

  it("refuses another version than package.json's", () => {
    assert.match(refusal({ ...good, manifestVersion: "0.2.0" }) ?? "", /says version 0\.2\.0, not 0\.1\.0/);
  });

  it("refuses a tree with changes, and names them", () => {
    assert.match(refusal({ ...good, changes: " M Makefile" }) ?? "", / M Makefile/);
  });
});
