import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decideRotation, MAX_SUCCESSORS, type TokenState, type TokenUse } from "./rotation.ts";

const now = new Date("2026-11-24T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const fresh: TokenState = { usedAt: undefined, replacedAt: undefined };
const used = (seconds: number): TokenState => ({ ...fresh, usedAt: ago(seconds) });
const replaced = (seconds: number): TokenState => ({ ...fresh, replacedAt: ago(seconds) });

type Change = Partial<Omit<TokenUse, "token" | "session">> & {
  token?: TokenState;
  ends?: Partial<Record<string, Date>>;
};

function outcome({ token = fresh, ends = {}, ...family }: Change): string {
  const { token: tokenEnd = ago(-60), session = ago(-60), absolute = ago(-60) } = ends;
  return decideRotation({
    token: { ...token, expiresAt: tokenEnd },
    session: { expiresAt: session, endsAt: absolute },
    userIsActive: true,
    parentUsedAt: undefined,
    siblings: [],
    successors: [],
    now,
    ...family,
  });
}

describe("one use of a refresh token", () => {
  it("that is new gives a successor, also beside siblings that nobody used", () => {
    assert.equal(outcome({}), "first");
    assert.equal(outcome({ parentUsedAt: ago(500), siblings: [fresh, replaced(400)] }), "first");
  });

  it("beside a sibling that was used is fine for 30 s after the parent's use, and reuse after that", () => {
    const siblings = [used(29)];
    assert.equal(outcome({ parentUsedAt: ago(30), siblings }), "first");
    assert.equal(outcome({ parentUsedAt: ago(30.001), siblings }), "reused");
    assert.equal(outcome({ parentUsedAt: undefined, siblings }), "reused");
  });

  it("that was used within 30 s gives a sibling, until there are 5", () => {
    for (let count = 0; count < MAX_SUCCESSORS; count += 1)
      assert.equal(outcome({ token: used(30), successors: Array(count).fill(fresh) }), "again");
    assert.equal(outcome({ token: used(30), successors: Array(MAX_SUCCESSORS).fill(fresh) }), "refused");
    assert.equal(outcome({ token: used(3), successors: [...Array(20).fill(replaced(3)), fresh] }), "again");
  });

  it("that was used earlier is a lost answer while nobody has used a successor, and reuse once somebody has", () => {
    assert.equal(outcome({ token: used(30.001), successors: [fresh, replaced(9)] }), "lost");
    assert.equal(outcome({ token: used(30.001), successors: [fresh, used(1)] }), "reused");
  });

  it("that was replaced is refused, and reuse once a sibling was used", () => {
    assert.equal(outcome({ token: replaced(1), siblings: [fresh, replaced(1)] }), "refused");
    assert.equal(outcome({ token: replaced(1), parentUsedAt: ago(1), siblings: [used(0)] }), "reused");
  });

  it("is refused at the very end of the token or the session, and for a user who is not active, whatever else is so", () => {
    const theft = { token: used(900), successors: [used(100)] };
    for (const change of [{}, theft]) {
      for (const end of ["token", "session", "absolute"]) {
        assert.equal(outcome({ ...change, ends: { [end]: now } }), "refused");
        assert.notEqual(outcome({ ...change, ends: { [end]: ago(-0.001) } }), "refused");
      }
      assert.equal(outcome({ ...change, userIsActive: false }), "refused");
    }
  });

  it("never ends a session in which no token but its own ancestors was used", () => {
    const unused = fc.array(fc.constantFrom(fresh, replaced(50)), { maxLength: 6 });
    const token = fc.constantFrom(fresh, used(1), used(29), used(31), used(90_000), replaced(40));
    const parent = fc.constantFrom(undefined, ago(1), ago(31), ago(90_000));
    fc.assert(
      fc.property(token, parent, unused, unused, (one, parentUsedAt, siblings, successors) => {
        assert.notEqual(outcome({ token: one, parentUsedAt, siblings, successors }), "reused");
      }),
    );
  });
});
