import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { isVersion, newestRelease, releases } from "./releases.ts";

describe("releases", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-releases-"));
  after(() => rmSync(dir, { recursive: true }));

  it("has no newest one before the first", () => {
    assert.equal(newestRelease(dir), undefined);
    assert.equal(newestRelease(join(dir, "absent")), undefined);
  });

  it("orders by number, not by letter, and passes over what is no version", () => {
    for (const name of ["0.9.0", "0.10.0", "0.10.2", "1.0.0-rc1", "notes"]) mkdirSync(join(dir, name));
    assert.deepEqual(
      releases(dir).map(({ version }) => version),
      ["0.9.0", "0.10.0", "0.10.2"],
    );
    assert.deepEqual(newestRelease(dir), { version: "0.10.2", dir: join(dir, "0.10.2") });
  });

  it("has three plain numbers as version", () => {
    assert.ok(isVersion("0.1.0"));
    for (const text of ["", "v0.1.0", "0.1", "0.1.0-rc1", "../0.1.0"]) assert.ok(!isVersion(text), text);
  });
});
