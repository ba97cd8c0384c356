import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { follow, isWarning } from "./follow.ts";
import { table } from "./table.ts";

describe("what make up shows of a log", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-follow-"));
  after(() => rmSync(dir, { recursive: true }));

  it("is every whole line added since", async () => {
    const [file, seen] = [join(dir, "log"), [] as string[]];
    writeFileSync(file, "before\n");
    const end = follow(file, (line) => seen.push(line));
    appendFileSync(file, "one\ntw");
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(seen, ["one"]);
    appendFileSync(file, "o\n");
    end();
    assert.deepEqual(seen, ["one", "two"]);
  });

  it("asks for attention from warnings on, and when it is no log line", () => {
    for (const line of ['{"level":"warn"}', '{"level":"error"}', '{"level":50}', "panic: oh"])
      assert.ok(isWarning(line));
    for (const line of ['{"level":"info"}', '{"level":30}', ""]) assert.ok(!isWarning(line));
  });
});

describe("a table", () => {
  it("has columns as wide as their widest cell", () => {
    const rows = [
      ["a", "bcd", "e"],
      ["abc", "b"],
    ];
    assert.equal(table(rows), "  a    bcd  e\n  abc  b");
  });
});
