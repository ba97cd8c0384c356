import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bareHashMs, beyondHashMs, rowsOf, serverMs } from "./rows.ts";
import { turn } from "./testing.ts";

describe("the rounds of a call", () => {
  it("are one row for each number of clients, in the order of the first round", () => {
    const turns = [turn("SignIn", 1), turn("SignIn", 8), turn("RefreshSession", 1), turn("SignIn", 1)];
    const kinds = rowsOf(turns).map(({ name, clients }) => `${name} ${clients}`);
    assert.deepEqual(kinds, ["SignIn 1", "SignIn 8", "RefreshSession 1"]);
  });

  it("give the percentiles of all durations and the median of the rest, which one disturbed round does not move", () => {
    const rounds = [2, 900, 3].map((restMs, index) =>
      turn("GetCurrentUser", 1, { restMs, durations: [index + 1, 100 + index], perSecond: restMs }),
    );
    const [row] = rowsOf(rounds);
    assert.deepEqual([row?.cpu.restMs, row?.perSecond], [3, 3]);
    assert.deepEqual([row?.p50, row?.p99], [3, 102]);
  });
});

describe("CPU beyond the hash", () => {
  it("leaves out what libuv's threads did, but for signing as much as a call without a hash", () => {
    const turns = [
      turn("RefreshSession", 1, { restMs: 2, poolMs: 9 }),
      turn("RefreshSession", 8, { restMs: 2, poolMs: 0.25 }),
      turn("SignIn", 8, { restMs: 4, poolMs: 200 }),
    ];
    const [, refresh, signIn] = rowsOf(turns);
    assert.ok(signIn && refresh);
    assert.equal(beyondHashMs(signIn), 4.25);
    assert.equal(beyondHashMs(refresh), serverMs(refresh));
  });

  it("is compared with the bare hash of the same kind, of which as many ran as there were clients and cores", () => {
    const [signIn, scrypt, refresh] = rowsOf([
      turn("SignIn", 8),
      turn("sign-in/email, scrypt", 1),
      turn("RefreshSession", 8),
    ]);
    const hash = (scheme: "bcrypt" | "scrypt", concurrency: number, cpuMs: number) => ({
      ...{ scheme, concurrency, cpuMs, name: scheme, durations: [], perSecond: 0 },
    });
    const hashes = [hash("bcrypt", 2, 210), hash("bcrypt", 1, 200), hash("scrypt", 1, 80), hash("scrypt", 2, 90)];
    const bare = [signIn, scrypt, refresh].map((row) => row && bareHashMs(row, hashes));
    assert.deepEqual(bare, [210, 80, 0]);
  });
});
