import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { Problem } from "../../kit/problem.ts";
import { toFailure } from "./failures.ts";

test("a failed call of a saga has a reason of our table; an answer that is not ours has its code, and is never final", () => {
  const cases: [error: unknown, type: string, final: boolean][] = [
    [new Problem("EMAIL_TAKEN"), "EMAIL_TAKEN", true],
    [new Problem("OVERLOADED"), "OVERLOADED", false],
    [new ConnectError("connect ECONNREFUSED", Code.Unavailable), "SERVICE_UNAVAILABLE", false],
    [new ConnectError("late", Code.DeadlineExceeded), "DEADLINE_EXCEEDED", false],
    [new ConnectError("gone", Code.Canceled), "CANCELED", false],
    [new ConnectError("a proxy's", Code.NotFound), "NotFound", false],
    [new TypeError("a bug"), "Unknown", false],
  ];
  for (const [error, type, final] of cases) {
    const failure = toFailure(error, 3);
    assert.deepEqual([failure.type, failure.nonRetryable, failure.details], [type, final, [3]]);
    assert.equal(failure.message, `refused: ${type}`);
  }
});
