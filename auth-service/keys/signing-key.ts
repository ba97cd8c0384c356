import type { Algorithm } from "../../kit/access-token/access-token.ts";

/** A key that signs access tokens, without its two parts. Its times are PostgreSQL's. */
export type SigningKey = {
  kid: string;
  algorithm: Algorithm;
  createdAt: Date;
  activeFrom: Date;
  /** When its successor becomes active; undefined while it has none. */
  retiredAt: Date | undefined;
};

/** How long news of a key may be on its way, and how long a token is valid. In milliseconds. */
export type Timings = {
  /** How long a JWKS may be kept by whoever fetched it. */
  jwksMaxAgeMs: number;
  /** How often a replica reads the keys. */
  reloadMs: number;
  /** How much clocks may differ, and anything may be late. */
  marginMs: number;
  tokenLifeMs: number;
};

/** Which keys are wanted: signing in this way, and replaced after so many milliseconds. */
export type Policy = { algorithm: Algorithm; rotateAfterMs: number };

/**
 * Where a key stands. `waiting`: published, so that whoever verifies knows it before it signs. `retired`: published, so that
 * what it signed can be verified. `gone`: of no use to anybody.
 */
export type KeyState = "waiting" | "signing" | "retired" | "gone";

/** A key that is still of use, and where it stands. */
export type ShownKey = { key: SigningKey; state: Exclude<KeyState, "gone"> };

/**
 * How long it takes until everybody knows of a new key: a replica reads it, and a JWKS from just before that is kept. Twice,
 * because a proxy may keep a JWKS as long again.
 */
export const spreadMs = ({ jwksMaxAgeMs, reloadMs, marginMs }: Timings): number =>
  2 * (jwksMaxAgeMs + reloadMs + marginMs);

/** Where a key stands at a moment. */
export function stateOf({ activeFrom, retiredAt }: SigningKey, now: Date, timings: Timings): KeyState {
  if (now < activeFrom) return "waiting";
  if (!retiredAt || now < retiredAt) return "signing";
  return now < later(retiredAt, timings.tokenLifeMs + spreadMs(timings)) ? "retired" : "gone";
}

/** What is to be done about the keys: which rows go, and whether a new key is made, in whose place, active from when on. */
export type Upkeep = { gone: string[]; next: { activeFrom: Date; predecessor: string | undefined } | undefined };

/**
 * Decides what is to be done at a moment. A successor is made when one is asked for, or when the key that signs is too old
 * or of another algorithm; never while one waits. Where nothing signs at all (an empty table), the new key does at once.
 */
export function upkeepOf(keys: SigningKey[], now: Date, policy: Policy, timings: Timings, asked = false): Upkeep {
  const inState = (state: KeyState) => keys.filter((key) => stateOf(key, now, timings) === state);
  const gone = inState("gone").map(({ kid }) => kid);
  const [signing] = inState("signing");
  if (inState("waiting").length > 0) return { gone, next: undefined };
  if (!signing) return { gone, next: { activeFrom: now, predecessor: undefined } };
  if (!asked && !isOutdated(signing, now, policy)) return { gone, next: undefined };
  return { gone, next: { activeFrom: later(now, spreadMs(timings)), predecessor: signing.kid } };
}

const isOutdated = ({ algorithm, activeFrom }: SigningKey, now: Date, policy: Policy) =>
  algorithm !== policy.algorithm || now >= later(activeFrom, policy.rotateAfterMs);

const later = (date: Date, ms: number) => new Date(date.getTime() + ms);
