import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Policy, type SigningKey, spreadMs, stateOf, type Timings, upkeepOf } from "./signing-key.ts";

const ms = (max: number) => fc.integer({ min: 0, max });
const timings = fc.record({ jwksMaxAgeMs: ms(500), reloadMs: ms(100), marginMs: ms(100), tokenLifeMs: ms(1_000) });
const algorithm = fc.constantFrom("ES256" as const, "EdDSA" as const);
const turn = fc.record({
  afterMs: ms(2_000),
  asked: fc.boolean(),
  algorithm,
  rotateAfterMs: fc.integer({ min: 1, max: 4_000 }),
});
const turns = fc.array(turn, { minLength: 1, maxLength: 30 });
const date = (at: number) => new Date(at);

type Turn = { afterMs: number; asked: boolean } & Policy;
type Snapshot = { at: number; keys: SigningKey[] };

/** The rows after every time that somebody looked after the keys, beginning with an empty table. */
function history(all: Turn[], known: Timings): Snapshot[] {
  let [at, keys]: [number, SigningKey[]] = [1_000_000, []];
  return all.map(({ afterMs, asked, ...policy }, index) => {
    at += afterMs;
    keys = applied(keys, { at, kid: `k${index}`, asked, policy, known });
    return { at, keys };
  });
}

type Step = { at: number; kid: string; asked: boolean; policy: Policy; known: Timings };

function applied(keys: SigningKey[], { at, kid, asked, policy, known }: Step): SigningKey[] {
  const { gone, next } = upkeepOf(keys, date(at), policy, known, asked);
  const kept = keys.filter((key) => !gone.includes(key.kid));
  if (!next) return kept;
  const { activeFrom, predecessor } = next;
  const retired = kept.map((key) => (key.kid === predecessor ? { ...key, retiredAt: activeFrom } : key));
  return [{ kid, algorithm: policy.algorithm, createdAt: date(at), activeFrom, retiredAt: undefined }, ...retired];
}

const rowsAt = (all: Snapshot[], at: number) => all.findLast((snapshot) => snapshot.at <= at)?.keys ?? [];
const kidsIn = (keys: SigningKey[], at: number, known: Timings, ...states: string[]) =>
  keys.filter((key) => states.includes(stateOf(key, date(at), known))).map(({ kid }) => kid);

describe("the life of signing keys", () => {
  it("has exactly one that signs at every moment, and at most one that waits", () => {
    fc.assert(
      fc.property(timings, turns, ms(60_000), (known, all, later) => {
        const past = history(all, known);
        const at = (past[0]?.at ?? 0) + later;
        assert.equal(kidsIn(rowsAt(past, at), at, known, "signing").length, 1);
        assert.ok(kidsIn(rowsAt(past, at), at, known, "waiting").length <= 1);
      }),
      { numRuns: 500 },
    );
  });

  it("never has a valid token whose key is not published, nor unknown to whoever verifies with the oldest cache", () => {
    const parts = fc.record({
      copy: fc.double({ min: 0, max: 1, noNaN: true }),
      replica: ms(1_000),
      age: ms(1_000),
      proxy: ms(1_000),
      cache: ms(1_000),
    });
    fc.assert(
      fc.property(timings, turns, ms(60_000), parts, (known, all, later, part) => {
        const past = history(all, known);
        const share = (of: number, max: number) => Math.floor((of / 1_000) * max);
        const first = past[0]?.at ?? 0;
        const signed = first + known.reloadMs + later;
        // The replica that signs has read the rows some time ago; so has the one that publishes.
        const rows = rowsAt(past, signed - Math.floor(part.copy * known.reloadMs));
        const [kid] = kidsIn(rows, signed, known, "signing");
        const verified = signed + share(part.age, known.tokenLifeMs + known.marginMs);
        const fetched = verified - share(part.cache, known.jwksMaxAgeMs) - share(part.proxy, known.jwksMaxAgeMs);
        const read = fetched - share(part.replica, known.reloadMs);
        fc.pre(read >= first);
        const published = kidsIn(rowsAt(past, read), read, known, "waiting", "signing", "retired");
        assert.ok(kid && published.includes(kid), `${kid} is not among ${published}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it("goes on with the key that waits, however often another one is asked for", () => {
    fc.assert(
      fc.property(timings, algorithm, (known, wanted) => {
        fc.pre(spreadMs(known) > 1);
        const policy = { algorithm: wanted, rotateAfterMs: 10_000_000 };
        const asked = { afterMs: 0, asked: true, ...policy };
        const [, second, third] = history([asked, asked, { ...asked, afterMs: 1 }], known);
        assert.equal(second?.keys.length, 2);
        assert.deepEqual(third?.keys, second?.keys);
      }),
    );
  });

  it("ends for a key when the last token that it signed is forgotten, and not before", () => {
    fc.assert(
      fc.property(timings, ms(1_000_000), (known, at) => {
        const retiredAt = date(at + known.tokenLifeMs);
        const key = { kid: "k", algorithm: "ES256" as const, createdAt: date(at), activeFrom: date(at), retiredAt };
        const end = retiredAt.getTime() + known.tokenLifeMs + spreadMs(known);
        assert.equal(stateOf(key, date(end), known), "gone");
        assert.notEqual(stateOf(key, date(end - 1), known), "gone");
        assert.equal(stateOf({ ...key, retiredAt: undefined }, date(end), known), "signing");
      }),
    );
  });
});
