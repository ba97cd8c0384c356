import type { Database } from "../../kit/db.ts";
import type { UserCaller } from "../../kit/gate.ts";
import { Problem } from "../../kit/problem.ts";
import type { CheckCredentials } from "../passwords/check-credentials.ts";
import type { Hasher } from "../passwords/hashing.ts";
import { storePasswordHash } from "../passwords/password-hashes.ts";
import { checkPassword } from "../passwords/password-policy.ts";
import { lockActiveUser } from "../users/users.ts";
import { requireLivingSession } from "./living-session.ts";
import type { CountSessions } from "./session-metrics.ts";
import { deleteOtherSessions } from "./sessions.ts";

/** Who changes their password, from which to which. */
export type ChangePasswordInput = { caller: UserCaller; currentPassword: string; newPassword: string };

/** What changing a password needs. `minLength` is in characters. */
export type ChangePasswordDeps = {
  database: Database;
  checkCredentials: CheckCredentials;
  hasher: Hasher;
  minLength: number;
  count: CountSessions;
};

/**
 * Changes the caller's password and ends all their other sessions, atomically; tells how many. Throws SESSION_ENDED,
 * INVALID_CREDENTIALS when the current password is another one, also because another change won, WEAK_PASSWORD, OVERLOADED.
 */
export const changePassword = (deps: ChangePasswordDeps) => {
  const replace = replaceHash(deps);
  return async (
    { caller, currentPassword, newPassword }: ChangePasswordInput,
    signal?: AbortSignal,
  ): Promise<number> => {
    // Whoever holds only the access token of a session that has ended does not get to try passwords.
    await deps.database.transaction((tx) => requireLivingSession(tx, caller));
    const check = () => deps.checkCredentials({ userId: caller.id, password: currentPassword }, signal);
    const { user, passwordHash } = await check();
    checkPassword({ password: newPassword, email: user.email, minLength: deps.minLength, field: "new_password" });
    const hash = await deps.hasher.hash(newPassword, signal);
    // The second time for a hash that was renewed between its check and now: of the same password, unless a change won.
    const ended =
      (await replace(caller, hash, passwordHash)) ?? (await replace(caller, hash, (await check()).passwordHash));
    if (ended === undefined) throw new Problem("INVALID_CREDENTIALS");
    deps.count("ended", ended);
    return ended;
  };
};

/** Undefined, and nothing changed, when the hash that was checked is not the stored one any more. */
const replaceHash =
  ({ database }: ChangePasswordDeps) =>
  (caller: UserCaller, passwordHash: string, expected: string): Promise<number | undefined> =>
    database.transaction(async (tx) => {
      await requireLivingSession(tx, caller);
      if (!(await lockActiveUser(tx, caller.id, expected))) return undefined;
      const ended = await deleteOtherSessions(tx, caller.id, caller.sessionId);
      await storePasswordHash(tx, { userId: caller.id, passwordHash, expected });
      return ended;
    });
