import { randomUUID } from "node:crypto";
import type { Queryable } from "../../kit/db.ts";
import type { UserWithHash } from "../passwords/password-hashes.ts";
import { lockActiveUserAt } from "../users/users.ts";
import { nextToken } from "./next-token.ts";
import type { TokenDeps, Tokens } from "./refresh-session.ts";
import { MAX_SESSIONS, newSession } from "./session.ts";
import { storeBeginning } from "./session-writes.ts";

/** Who signs in, by which stored hash the password was checked, and from what. */
export type BeginSessionInput = { checked: UserWithHash; device: string; address: string };

/**
 * Begins a session of a user whose password was checked. Undefined when the user is not active any more, or has another
 * password hash by now: then it must be checked again. Throws KEY_UNAVAILABLE.
 */
export const beginSession =
  (deps: TokenDeps) =>
  async (input: BeginSessionInput): Promise<Tokens | undefined> => {
    const begun = await deps.database.transaction((tx) => begin(tx, deps, input));
    if (!begun) return undefined;
    deps.count("begun");
    deps.count("ended", begun.ended);
    return begun.tokens;
  };

// The user's row is locked first, so that sign-ins of one user take turns, and none outlives a change of the password. Nothing
// is stored before the access token is signed: where there is no key, no session begins.
async function begin(tx: Queryable, { issueAccessToken, lifetimes }: TokenDeps, input: BeginSessionInput) {
  const { checked, device, address } = input;
  const [id, userId] = [randomUUID(), checked.user.id];
  const now = await lockActiveUserAt(tx, userId, checked.passwordHash);
  if (!now) return undefined;
  const access = await issueAccessToken({ userId, sessionId: id, now });
  const session = newSession({ id, userId, device, address, now }, lifetimes);
  const { text: refreshToken, token } = nextToken(session);
  const ended = await storeBeginning(tx, { session, token, keep: MAX_SESSIONS - 1 });
  return { ended, tokens: { ...access, session, refreshToken } };
}
