import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rotationOf } from "./rotation.ts";
import { statementsIn } from "./statements.ts";
import type { CallName, Subject } from "./subject.ts";
import { orderOf } from "./turns.ts";
import { verificationOf } from "./verify/measure.ts";

const subject = (name: CallName): Subject => ({
  name,
  call: async () => ({ kind: "accepted" }),
  pid: 1,
  postgresPid: 2,
});

describe("a round", () => {
  it("has every call by every number of clients once, and the next one goes backwards", () => {
    const subjects = [subject("SignIn"), subject("GetCurrentUser")];
    const order = (round: number) =>
      orderOf(round, subjects, [1, 8]).map(({ subject, count }) => `${subject.name} ${count}`);
    assert.deepEqual(order(1), ["SignIn 1", "GetCurrentUser 1", "SignIn 8", "GetCurrentUser 8"]);
    assert.deepEqual(order(2), order(1).toReversed());
  });
});

describe("rounds of verifications", () => {
  it("are told by the best and the middle one", () => {
    const rounds = [0.3, 0.1, 0.2].map((cpuMs) => ({ cpuMs, perSecond: 1 / cpuMs }));
    assert.deepEqual(verificationOf(rounds), { bestMs: 0.1, medianMs: 0.2, perSecond: 5, rounds: 3 });
  });
});

describe("a rotation", () => {
  const [accepted, failed] = [
    { kind: "accepted", ms: 1 } as const,
    { kind: "failed", reason: "no such key", ms: 1 } as const,
  ];

  it("counts what failed and why", () => {
    const rotation = rotationOf([accepted, failed, accepted, failed], 2);
    assert.deepEqual(rotation, { verified: 2, failed: 2, reasons: ["no such key"], keys: 2 });
  });

  it("that no token was signed after is none", () => {
    assert.throws(() => rotationOf([accepted], 1), /new key/);
  });
});

describe("the statements in PostgreSQL's log", () => {
  it("are counted over both protocols, whatever they say themselves", () => {
    const log = [
      "2026-01-01 00:00:00 UTC [1] LOG:  statement: begin",
      "2026-01-01 00:00:00 UTC [1] LOG:  execute <unnamed>: select ' LOG: none '\n\tfrom users",
      "2026-01-01 00:00:00 UTC [1] DETAIL:  Parameters: $1 = '1'",
      "2026-01-01 00:00:00 UTC [1] LOG:  execute named: select 1",
      "2026-01-01 00:00:00 UTC [2] LOG:  checkpoint starting: time",
    ];
    assert.equal(statementsIn(log.join("\n")), 3);
    assert.equal(statementsIn(""), 0);
  });
});
