import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { follow, isWarning } from "./follow.ts";
import { readable } from "./readable.ts";
import { withoutRepetitions } from "./repetitions.ts";
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

describe("what make up shows of a warning", () => {
  const retry = (attempt: number, activity = "createProfile") =>
    JSON.stringify({
      ...{
        level: "warn",
        time: "2026-01-02T03:04:05.413Z",
        service: "orchestrator",
        trace_id: `${attempt}`.repeat(32),
      },
      ...{ activity, attempt, reason: "SERVICE_UNAVAILABLE", msg: "a call of a saga failed and is tried again" },
    });
  const shown = (attempt: number, activity = "createProfile") =>
    `warn: a call of a saga failed and is tried again (activity ${activity}, attempt ${attempt}, reason SERVICE_UNAVAILABLE)`;

  it("is a sentence and its facts; an error is its reasons and codes; what is no log line stays", () => {
    assert.equal(readable(retry(3)), shown(3));
    const cause = { name: "Error", code: "ECONNREFUSED", frames: [] };
    const err = { name: "Problem", code: 14, reason: "SERVICE_UNAVAILABLE", frames: ["at a"], cause };
    const line = JSON.stringify({ level: "error", time: "", service: "x", err, msg: "it\u009b failed" });
    assert.equal(readable(line), "error: it\ufffd failed (SERVICE_UNAVAILABLE 14 by Error ECONNREFUSED)");
    for (const other of ["\tat panic", '{"a": 1}', "null"]) assert.equal(readable(other), other);
  });

  it("is shown once, and counted while it is repeated; nothing is left uncounted", (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const said: string[] = [];
    const { show, end } = withoutRepetitions((line) => said.push(line));
    for (const attempt of [1, 2, 30]) show(retry(attempt));
    show(retry(1, "createUser"));
    assert.deepEqual(said.splice(0), [shown(1), shown(1, "createUser")]);
    t.mock.timers.tick(10_000);
    assert.deepEqual(said.splice(0), [`${shown(30)}, 2 more like it`]);
    show(retry(31));
    show(retry(2, "createUser"));
    assert.deepEqual(said.splice(0), [shown(2, "createUser")]);
    for (const line of ["panic", "panic"]) show(line);
    end();
    assert.deepEqual(said, ["panic", "panic", `${shown(31)}, 1 more like it`]);
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
