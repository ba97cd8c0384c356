import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import fc from "fast-check";
import { backOffMs } from "./back-off.ts";
import { createDoneLines } from "./done-lines.ts";
import { type Line, linesOf, textOf } from "./lines.ts";
import { canonical, readRecord } from "./record.ts";
import { formatReportLine, isHalfReportLine, parseReportLine, type ReportLine } from "./report.ts";
import { requestIdOf } from "./request-id.ts";

const text = fc.string({ unit: "grapheme" });
const filled = fc.string({ unit: "grapheme", minLength: 1 });
const json = fc.record(
  { email: filled, username: filled, password_hash: filled, display_name: text, id: fc.uuid() },
  { requiredKeys: ["email", "username", "password_hash"] },
);
const record = (value: object) => {
  const read = readRecord(JSON.stringify(value));
  assert.ok("record" in read);
  return read.record;
};

describe("what a line says", () => {
  it("does not depend on the order, the spacing or the escapes of its JSON", () => {
    fc.assert(
      fc.property(json, (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        const escaped = JSON.stringify(turned, null, 1).replaceAll("\n", " ").replaceAll("a", "\\u0061");
        const keysKept = escaped.replaceAll(/"[^"]*"(?= ?:)/g, (key) => key.replaceAll("\\u0061", "a"));
        const again = readRecord(keysKept);
        assert.ok("record" in again);
        assert.equal(canonical(again.record), canonical(record(value)));
      }),
    );
  });

  it("is another when any value is another", () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const same = JSON.stringify(record(one)).toLowerCase() === JSON.stringify(record(other)).toLowerCase();
        assert.equal(canonical(record(one)) === canonical(record(other)), same);
      }),
    );
  });

  it("takes null for absent where it may be absent, and nothing for a text that is none", () => {
    const known = { email: "a@b", username: "abc", password_hash: "$2b$" };
    assert.equal(record({ ...known, display_name: null, id: null }).displayName, "");
    for (const bad of [
      { ...known, email: "" },
      { ...known, username: null },
      { ...known, email: "\ud800" },
      [],
      1,
      null,
    ]) {
      assert.ok("faults" in readRecord(JSON.stringify(bad).replace('"\\ud800"', '"\\ud800"')), JSON.stringify(bad));
    }
  });

  it("has a version 4 UUID of its own in every run, always the same", () => {
    fc.assert(
      fc.property(text, text, text, (run, content, other) => {
        const id = requestIdOf(run, content);
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.equal(requestIdOf(run, content), id);
        assert.equal(requestIdOf(run, other) === id, other === content);
        assert.equal(requestIdOf(other, content) === id, other === run);
      }),
    );
  });
});

describe("the lines of a file", () => {
  const cut = async (bytes: Buffer, size: number, maxBytes = 1e6) => {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    const lines: Line[] = [];
    for await (const line of linesOf(Readable.from(chunks), maxBytes)) lines.push(line);
    return lines;
  };

  it("are the same however the bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.boolean(), fc.integer({ min: 1, max: 9 }), async (parts, ended, size) => {
        const whole = parts.map((part) => part.replaceAll("\n", "")).join("\n") + (ended ? "\n" : "");
        const expected = whole.split("\n").slice(0, whole.endsWith("\n") || whole === "" ? -1 : undefined);
        const lines = await cut(Buffer.from(whole), size);
        assert.deepEqual(
          lines.map(({ bytes }) => bytes?.toString()),
          expected,
        );
        assert.equal(lines.at(-1)?.end ?? 0, Buffer.byteLength(whole));
        assert.ok(lines.slice(0, -1).every(({ isWhole }) => isWhole));
      }),
    );
  });

  it("have no text when they are too long or not UTF-8, and lose a byte order mark", async () => {
    const bytes = Buffer.concat([Buffer.from("\ufeffone\ntoo long\n"), Buffer.from([0xff, 0x0a]), Buffer.from("two")]);
    assert.deepEqual((await cut(bytes, 3, 7)).map(textOf), ["one", undefined, undefined, "two"]);
  });
});

describe("the report", () => {
  const reportLine: fc.Arbitrary<ReportLine> = fc.record(
    {
      line: fc.integer({ min: 1, max: 5_000 }),
      run: text,
      request_id: fc.tuple(text, text).map(([run, content]) => requestIdOf(run, content)),
      user_id: fc.uuid(),
      outcome: fc.constantFrom("imported", "existed", "failed", "invalid"),
      reason: fc.constantFrom("", "EMAIL_TAKEN", "SERVICE_UNAVAILABLE", "STILL_RUNNING"),
      fields: fc.array(fc.record({ field: text, description: text }, { noNullPrototype: true })),
    },
    { noNullPrototype: true },
  );

  it("is read as it was written, and the half of a line is known as one", () => {
    fc.assert(
      fc.property(reportLine, fc.nat(), (line, at) => {
        const written = formatReportLine(line);
        assert.deepEqual(parseReportLine(written), line);
        assert.ok(isHalfReportLine(written.slice(0, at % written.length)));
      }),
    );
    assert.ok(!isHalfReportLine("my notes"));
    assert.equal(parseReportLine('{"email":"ada@example.com"}'), undefined);
  });

  it("remembers for every line its last end, as long as the content is the same", () => {
    const step = fc.tuple(
      fc.integer({ min: 1, max: 3_000 }),
      fc.constantFrom("a", "b"),
      fc.constantFrom("r1", "r2"),
      reportLine,
    );
    fc.assert(
      fc.property(fc.array(step), fc.constantFrom("a", "b"), fc.constantFrom("r1", "r2"), (steps, content, run) => {
        const done = createDoneLines();
        const last = new Map<number, { content: string; run: string; outcome: string; reason: string }>();
        for (const [line, said, of, { outcome, reason }] of steps) {
          done.add({ line, run: of, request_id: requestIdOf(of, said), user_id: "", outcome, reason, fields: [] });
          last.set(line, { content: said, run: of, outcome, reason });
        }
        for (const [line, before] of last)
          assert.equal(done.before(line, content, run), expected(before, content, run));
        assert.equal(done.before(9_999_999, content, run), undefined);
      }),
    );
  });

  type Before = { content: string; run: string; outcome: string; reason: string };
  function expected(before: Before, content: string, run: string) {
    if (before.content !== content) return undefined;
    if (before.outcome === "imported" || before.outcome === "existed") return "done";
    if (before.outcome === "invalid") return "invalid";
    return before.reason === "EMAIL_TAKEN" && before.run === run ? "failed" : undefined;
  }
});

describe("the wait before the next try", () => {
  it("grows to 15 seconds at most, and is never less than the server asks for", () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.nat(60_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, asked, random) => {
          const ms = backOffMs(failures, asked, random);
          assert.ok(ms >= asked && ms <= Math.max(asked, 15_000));
          assert.ok(ms >= Math.min(250 * 2 ** failures, 15_000) / 2);
        },
      ),
    );
  });
});
