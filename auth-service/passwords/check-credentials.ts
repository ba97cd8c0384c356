import { Problem, reasonOf } from "../../kit/problem.ts";
import { normalizeEmail } from "../users/email.ts";
import { findPasswordHash, type UserWithHash } from "./password-hashes.ts";
import type { RefusalFloor } from "./refusal-floor.ts";
import { type RenewHashDeps, renewHash } from "./renew-hash.ts";
import type { Slot } from "./slot.ts";

/** A password, and whose it is said to be: by address as typed, or by user id. */
export type Credentials = { password: string } & ({ email: string } | { userId: string });

/** What checking needs. */
export type CheckCredentialsDeps = RenewHashDeps & { floor: RefusalFloor };

/**
 * The active user whose password this is, with the hash that is stored now: what was compared with, or what has replaced
 * it because new hashes are made otherwise. Throws OVERLOADED before it looks anything up, and INVALID_CREDENTIALS
 * whatever the cause. That one and all else that depends on the user (KEY_UNAVAILABLE) leave after the floor's time.
 */
export type CheckCredentials = (credentials: Credentials, signal?: AbortSignal) => Promise<UserWithHash>;

/**
 * Checks a password against the stored hash. An unknown user costs a comparison too, so that the answer takes as much
 * of the processor as any. The slot is held to the end of the work, but not while a refusal waits.
 */
export const checkCredentials = (deps: CheckCredentialsDeps): CheckCredentials => {
  const judge = judgeCredentials(deps);
  return async (credentials, signal) => {
    const { startedAt, result } = await deps.hasher.withSlot(async (slot) => {
      const startedAt = performance.now();
      const [result] = await Promise.allSettled([judge(slot, credentials, startedAt)]);
      return { startedAt, result };
    }, signal);
    if (result.status === "fulfilled") return result.value;
    await deps.floor.passed(startedAt, signal);
    throw result.reason;
  };
};

function judgeCredentials({ floor, ...deps }: CheckCredentialsDeps) {
  const { database, hasher } = deps;
  const renew = renewHash(deps);
  const dummy = hasher.dummyOf(hasher.scheme) ?? "";
  return async (slot: Slot, { password, ...said }: Credentials, startedAt: number): Promise<UserWithHash> => {
    const who = normalized(said);
    const found = who && (await database.query((db) => findPasswordHash(db, who)));
    const matches = await slot.matches(password, found?.passwordHash ?? dummy);
    floor.observe(performance.now() - startedAt);
    if (!found || !matches || found.user.state !== "active") throw new Problem("INVALID_CREDENTIALS");
    return await renew(slot, found, password);
  };
}

/** Whom to look for; undefined for an address that nobody can have. */
function normalized(who: { email: string } | { userId: string }) {
  if ("userId" in who) return who;
  try {
    return { email: normalizeEmail(who.email) };
  } catch (error) {
    if (reasonOf(error) === "INVALID_EMAIL") return undefined;
    throw error;
  }
}
