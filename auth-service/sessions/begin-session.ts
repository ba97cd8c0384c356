import { randomUUID } from "node:crypto";
import type { Queryable } from "../../kit/db.ts";
import type { UserWithHash } from "../passwords/password-hashes.ts";
import { lockActiveUser } from "../users/users.ts";
import { giveRefreshToken } from "./give-token.ts";
import type { TokenDeps, Tokens } from "./refresh-session.ts";
import { MAX_SESSIONS, newSession, type Session } from "./session.ts";
import { deleteSurplusSessions, insertSession, readClock } from "./sessions.ts";

/** Who signs in, by which stored hash the password was checked, and from what. */
export type BeginSessionInput = { checked: UserWithHash; device: string; address: string };

/**
 * Begins a session of a user whose password was checked. Undefined when the user is not active any more, or has another
 * password hash by now: then it must be checked again. Throws KEY_UNAVAILABLE.
 */
export const beginSession =
  ({ database, issueAccessToken, lifetimes, count }: TokenDeps) =>
  async ({ checked, device, address }: BeginSessionInput): Promise<Tokens | undefined> => {
    const { id: userId } = checked.user;
    const [id, now] = [randomUUID(), await database.query(readClock)];
    const access = await issueAccessToken({ userId, sessionId: id, now });
    const session = newSession({ id, userId, device, address, now }, lifetimes);
    const stored = await database.transaction((tx) => store(tx, session, checked.passwordHash));
    if (!stored) return undefined;
    count("begun");
    count("ended", stored.ended);
    return { ...access, session, refreshToken: stored.refreshToken };
  };

// The user's row is locked first, so that sign-ins of one user take turns, and none outlives a change of the password.
async function store(tx: Queryable, session: Session, passwordHash: string) {
  if (!(await lockActiveUser(tx, session.userId, passwordHash))) return undefined;
  const ended = await deleteSurplusSessions(tx, session.userId, MAX_SESSIONS - 1);
  await insertSession(tx, session);
  return { ended, refreshToken: await giveRefreshToken(tx, session) };
}
