import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createFloor } from "./refusal-floor.ts";

const times = fc.array(fc.double({ min: 0, max: 20_000, noNaN: true }), { minLength: 1, maxLength: 50 });

describe("the floor of refusals", () => {
  test("is 1.3 times the slowest scheme, in whatever order they come", () => {
    fc.assert(
      fc.property(times, (comparisons) => {
        const floor = createFloor();
        for (const ms of comparisons) floor.cover(ms);
        assert.equal(floor.ms(), 1.3 * Math.max(...comparisons));
      }),
    );
  });

  test("is never below the slowest scheme, nor above it by more than load may raise it to", () => {
    fc.assert(
      fc.property(times, times, (comparisons, checks) => {
        const floor = createFloor({ leastMs: 10 });
        for (const ms of comparisons) floor.cover(ms);
        for (const ms of checks) floor.observe(ms);
        const asked = Math.max(10, 1.3 * Math.max(...comparisons));
        assert.ok(floor.ms() >= asked);
        assert.ok(floor.ms() <= Math.max(asked, 3_000));
      }),
    );
  });

  test("rises at once to a check that took longer, and sinks when they are faster again", () => {
    const floor = createFloor();
    floor.cover(100);
    floor.observe(120);
    assert.equal(floor.ms(), 130);
    floor.observe(900);
    assert.equal(floor.ms(), 900);
    for (let check = 0; check < 64; check++) floor.observe(150);
    assert.ok(floor.ms() > 150 && floor.ms() < 450, `${floor.ms()}`);
    for (let check = 0; check < 640; check++) floor.observe(50);
    assert.equal(floor.ms(), 130);
  });
});

describe("a refusal", () => {
  test("leaves when the floor has passed since its check began, however much of it the check took", async () => {
    const floor = createFloor({ leastMs: 80 });
    for (const spentMs of [0, 50]) {
      const startedAt = performance.now() - spentMs;
      await floor.passed(startedAt);
      // A timer may be a millisecond early.
      assert.ok(performance.now() - startedAt >= 79);
    }
  });

  test("leaves at once when its check took longer", async () => {
    const floor = createFloor({ leastMs: 20_000 });
    await floor.passed(performance.now() - 20_001);
  });

  test("waits no longer than its caller", async () => {
    const caller = new AbortController();
    const waiting = createFloor({ leastMs: 20_000 }).passed(performance.now(), caller.signal);
    caller.abort(new Error("gone"));
    await assert.rejects(waiting, /^Error: gone$/);
  });
});
