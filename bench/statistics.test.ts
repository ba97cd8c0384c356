import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { median, summarize } from "./statistics.ts";

describe("percentiles", () => {
  it("are durations that were measured, by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(summarize(hundred), { p50: 50, p95: 95, p99: 99 });
    assert.deepEqual(summarize([7]), { p50: 7, p95: 7, p99: 7 });
  });

  it("never leave the range, and grow from the median to the worst", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (durations) => {
        const { p50, p95, p99 } = summarize(durations);
        assert.ok([p50, p95, p99].every((value) => durations.includes(value)));
        assert.ok(p50 <= p95 && p95 <= p99);
      }),
    );
  });

  it("have a median that one wild value does not move", () => {
    assert.equal(median([3, 1e9, 1]), 3);
  });

  it("of nothing are no numbers", () => {
    assert.deepEqual(summarize([]), { p50: Number.NaN, p95: Number.NaN, p99: Number.NaN });
  });
});
