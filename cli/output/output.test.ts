import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { plain, safeJson } from "./plain.ts";
import { progressBar, progressText, showProgress } from "./progress.ts";
import { table, widthOf } from "./table.ts";

const text = fc.string({ unit: "binary" });
const steering = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

describe("what is shown of other people's text", () => {
  it("never steers the terminal, as text or as JSON, and JSON keeps it", () => {
    fc.assert(
      fc.property(text, (value) => {
        assert.doesNotMatch(plain(`a\u001b[2J\u202e\u009b${value}`), steering);
        const json = safeJson({ value, list: [value] });
        assert.doesNotMatch(json.replaceAll("\n", ""), steering);
        assert.deepEqual(JSON.parse(json), { value, list: [value] });
      }),
    );
  });
});

describe("a table", () => {
  it("has its columns one under the other, whatever is in them", () => {
    const rows = fc.array(
      fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), fc.constant("end")),
    );
    fc.assert(
      fc.property(rows, (cells) => {
        const lines = table(
          ["FIRST", "SECOND", "|"],
          cells.map(([one, two]) => [one, two, "|"]),
        ).split("\n");
        const ends = new Set(lines.map((line) => widthOf(line.slice(0, line.lastIndexOf("|")))));
        assert.equal(lines.length, cells.length + 1);
        assert.equal(ends.size, 1);
      }),
    );
  });

  it("knows that East Asian letters and emoji are twice as wide, and that a combined one is one", () => {
    assert.deepEqual(["ab", "愛", "👩‍🚀", "e\u0301", "ﾊ"].map(widthOf), [2, 2, 2, 1, 1]);
  });
});

describe("progress", () => {
  const step = { fraction: 0.5, done: 12_345, failed: 3, perSecond: 119.6 };

  it("tells how far the work is, and fits the terminal", () => {
    assert.equal(progressText(step), " 50 %  12,345 lines, 120 per second, 3 failed");
    assert.equal(progressText({ ...step, fraction: undefined }), "12,345 lines, 120 per second, 3 failed");
    assert.match(progressBar(step, 120), /^\[={12} {12}\] {2}50 % /);
    fc.assert(fc.property(fc.nat(200), (columns) => progressBar(step, columns).length <= Math.max(0, columns - 1)));
  });

  it("draws one line over and over on a terminal, and leaves it empty", (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const shown = { terminal: "", pipe: "" };
    const stream = (name: "terminal" | "pipe") =>
      ({
        isTTY: name === "terminal",
        columns: 200,
        write: (text: string) => {
          shown[name] += text;
        },
      }) as never;
    const hides = [showProgress(stream("terminal"), () => step), showProgress(stream("pipe"), () => step)];
    t.mock.timers.tick(5_000);
    for (const hide of hides) hide();
    assert.equal(shown.terminal.split("\r").length, 1 + 25 + 1);
    assert.ok(shown.terminal.endsWith("\r\u001b[K"));
    assert.equal(shown.pipe, "50 %  12,345 lines, 120 per second, 3 failed\n");
  });
});
