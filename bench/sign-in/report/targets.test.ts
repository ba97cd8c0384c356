import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rowsOf } from "../rows.ts";
import { turn } from "../testing.ts";
import { judgeSignIn } from "./targets.ts";

const good = {
  statements: { SignIn: 8, "sign-in/email, bcrypt": 3 },
  verification: { bestMs: 0.1, medianMs: 0.2, perSecond: 5000, rounds: 9 },
  rotation: { verified: 100, failed: 0, reasons: [], keys: 2 },
};
const rows = (ours: number, theirs: number) =>
  rowsOf([
    turn("SignIn", 8, { restMs: ours, poolMs: 200 }),
    turn("sign-in/email, bcrypt", 8, { restMs: theirs, poolMs: 300 }),
    turn("sign-in/email, scrypt", 8, { restMs: theirs * 9 }),
  ]);
const missed = (...args: Parameters<typeof judgeSignIn>) => judgeSignIn(...args).filter(({ passed }) => !passed);

describe("the targets of signing in", () => {
  it("are met by half of better-auth's CPU beyond the same hash, a quick verification and a quiet rotation", () => {
    assert.equal(judgeSignIn(rows(2, 4), good).length, 3);
    assert.deepEqual(missed(rows(2, 4), good), []);
  });

  it("are missed by more than half, and tell what both sides did instead", () => {
    const [target, ...others] = missed(rows(2.1, 4), good);
    assert.deepEqual(others, []);
    assert.match(target?.what ?? "", /SignIn .*at 8 clients/);
    assert.match(target?.measured ?? "", /^53 %, 2\.10 ms of 4\.00 ms; with PostgreSQL 3\.10 ms of 5\.00 ms/);
    assert.match(target?.cause ?? "", /^ours 8 statements.*; theirs 3 statements/);
  });

  it("are missed by a verification of 0.3 ms in the middle of the rounds, however good the best is", () => {
    const [target] = missed(rows(1, 4), { ...good, verification: { ...good.verification, medianMs: 0.3 } });
    assert.match(target?.what ?? "", /offline verification/);
    assert.match(target?.cause ?? "", /0\.100 ms/);
  });

  it("are missed by a single failed verification during the rotation, and tell why it failed", () => {
    const [target] = missed(rows(1, 4), { ...good, rotation: { ...good.rotation, failed: 1, reasons: ["refused"] } });
    assert.equal(target?.measured, "1 of 101");
    assert.equal(target?.cause, "refused");
  });
});
