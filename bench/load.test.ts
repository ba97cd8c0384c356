import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, acceptedMs, closedLoop, openLoop, tally, wholeCalls } from "./load.ts";

const accepted: Answer = { kind: "accepted" };

describe("a closed loop", () => {
  it("has as many calls under way as there are clients, and counts those that end in its window", async () => {
    let [underWay, most] = [0, 0];
    const call = async () => {
      most = Math.max(most, ++underWay);
      await sleep(10);
      underWay--;
      return accepted;
    };
    const { calls, seconds } = await closedLoop({ clients: 3, warmUpMs: 30, ms: 100 }, call, () => 0);
    assert.equal(most, 3);
    assert.ok(seconds >= 0.09);
    assert.ok(calls.length > 3 && calls.length <= 36, `${calls.length} calls`);
  });

  it("comes back to a busy server when it was told to", async () => {
    const call = async (): Promise<Answer> => {
      await sleep(20);
      return { kind: "shed", retryAfterMs: 1000 };
    };
    const { calls } = await closedLoop({ clients: 2, warmUpMs: 0, ms: 100 }, call, () => 0);
    assert.deepEqual(tally(calls), { accepted: 0, shed: 2, failed: 0, reasons: [] });
  });
});

describe("whole calls", () => {
  it("are all waited for and all counted, and read before the first and after the last", async () => {
    let [begun, ended] = [0, 0];
    const call = async () => {
      begun++;
      await sleep(40);
      ended++;
      return accepted;
    };
    const read = () => ({ begun, ended });
    const { calls, perSecond, before, after } = await wholeCalls({ clients: 3, ms: 100 }, call, read);
    assert.deepEqual([before.begun, after.ended], [0, begun]);
    assert.equal(calls.length, begun);
    assert.ok(perSecond > 0 && perSecond <= 3 * 26, `${perSecond} per second`);
  });
});

describe("an open loop", () => {
  it("calls on time, however slow the answers are", async () => {
    const start = performance.now();
    const starts: number[] = [];
    const call = async () => {
      starts.push(performance.now() - start);
      await sleep(300);
      return accepted;
    };
    const calls = await openLoop({ perSecond: 50, ms: 200 }, call);
    assert.equal(calls.length, 10);
    assert.ok(Math.max(...starts) < 300);
    assert.ok(acceptedMs(calls).every((ms) => ms >= 295));
  });
});
