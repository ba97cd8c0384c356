import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryLog } from "./testing/server.ts";
import { currentTrace, readTraceparent, runTraced, writeTraceparent } from "./trace.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";

test("the trace id of a traceparent header is taken over and handed on", () => {
  assert.equal(readTraceparent(`00-${traceId}-b7ad6b7169203331-01`), traceId);
  assert.equal(readTraceparent(writeTraceparent(traceId)), traceId);
});

test("a header that is absent, malformed or all zeros gives a new trace id", () => {
  for (const header of [undefined, null, "", "nonsense", `00-${"0".repeat(32)}-b7ad6b7169203331-01`, `${traceId}`]) {
    const id = readTraceparent(header);
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.notEqual(id, traceId);
  }
});

test("whatever a traced function starts belongs to its trace", async () => {
  const { log } = memoryLog();
  const inside = runTraced({ traceId, log }, async () => {
    await new Promise(setImmediate);
    return currentTrace()?.traceId;
  });
  assert.equal(currentTrace(), undefined);
  assert.equal(await inside, traceId);
});
