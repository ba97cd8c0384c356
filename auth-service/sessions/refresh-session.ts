import type { Database } from "../../kit/db.ts";
import { Problem } from "../../kit/problem.ts";
import type { IssueAccessToken } from "../keys/issue-access-token.ts";
import { recognizeToken } from "./recognize-token.ts";
import type { Lifetimes, Session } from "./session.ts";
import type { CountSessions } from "./session-metrics.ts";
import { useToken } from "./use-token.ts";

/** What beginning and refreshing a session need. */
export type TokenDeps = {
  database: Database;
  issueAccessToken: IssueAccessToken;
  lifetimes: Lifetimes;
  count: CountSessions;
};

/** A session with new tokens. */
export type Tokens = { session: Session; refreshToken: string; accessToken: string; expiresAt: Date };

/**
 * Gives new tokens for a refresh token, by the rules of decideRotation. Throws INVALID_REFRESH_TOKEN for whatever cause, and
 * KEY_UNAVAILABLE.
 */
export const refreshSession =
  ({ database, issueAccessToken, lifetimes, count }: TokenDeps) =>
  async ({ token: text, address }: { token: string; address: string }): Promise<Tokens> => {
    const token = await recognizeToken(database, text);
    if (!token) throw new Problem("INVALID_REFRESH_TOKEN");
    // Before the use: where there is no key to sign with, no refresh token is spent.
    const access = await issueAccessToken({ userId: token.userId, sessionId: token.sessionId, now: token.now });
    const { outcome, next } = await database.transaction((tx) => useToken(tx, token, { address, lifetimes }));
    if (outcome === "reused") count("reused");
    if (!next) throw new Problem("INVALID_REFRESH_TOKEN");
    count("refreshed");
    return { ...access, ...next };
  };
