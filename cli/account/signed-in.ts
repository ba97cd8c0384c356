import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { CallOptions, Client } from "@connectrpc/connect";
import type { AuthService, RefreshSessionResponse, SignInResponse } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { type Reason, reasonOf } from "../../kit/problem.ts";
import { asUser } from "../clients.ts";
import { Failure } from "../failure.ts";
import type { OpenSession, SessionStore, StoredSession } from "./session-store.ts";

/** Calls as the person who is signed in. */
export type SignedIn = {
  /** Runs a call with an access token that is good for a while. Throws a Failure when nobody is signed in (any more). */
  call<T>(run: (options: CallOptions, session: StoredSession) => Promise<T>): Promise<T>;
};

export type SignedInDeps = { store: SessionStore; auth: Client<typeof AuthService> };

// A token must outlive the call that it is sent with.
const REFRESH_AHEAD_MS = 30_000;

const isFresh = ({ accessTokenExpiresAt }: StoredSession) =>
  Date.parse(accessTokenExpiresAt) > Date.now() + REFRESH_AHEAD_MS;

const isReason = (error: unknown, ...reasons: Reason[]) => reasons.includes(reasonOf(error) as Reason);

/** Renews access tokens as they run out, one `flock` command at a time, because a refresh token is for one use. */
export function createSignedIn({ store, auth }: SignedInDeps): SignedIn {
  /** A session whose access token is not `stale`: another command may have renewed it while we waited for the lock. */
  const renewed = (stale: string) =>
    store.locked(async (open) => {
      const session = required(open.read());
      return session.accessToken !== stale && isFresh(session) ? session : await refresh(auth, open, session);
    });
  const call: SignedIn["call"] = async (run) => {
    const stored = required(store.read());
    const session = isFresh(stored) ? stored : await renewed(stored.accessToken);
    const attempt = (as: StoredSession) => run(asUser(as.accessToken), as);
    try {
      return await attempt(session).catch(async (error) => {
        // The clock here may be wrong, so the server's word counts, too.
        if (!isReason(error, "INVALID_ACCESS_TOKEN")) throw error;
        return await attempt(await renewed(session.accessToken));
      });
    } catch (error) {
      if (isReason(error, "SESSION_ENDED")) await forget(store, session);
      throw error;
    }
  };
  return { call };
}

/** What is kept of a new session. */
export function sessionFrom({ user, session, ...tokens }: SignInResponse): StoredSession {
  const { id: userId = "", email = "" } = user ?? {};
  return { ...tokensFrom(tokens), email, userId, sessionId: session?.id ?? "" };
}

/** Removes a session that has ended, unless a new one has taken its place. */
export const forget = (store: SessionStore, { sessionId }: Pick<StoredSession, "sessionId">): Promise<void> =>
  store.locked(async (open) => {
    if (open.read()?.sessionId === sessionId) await open.remove();
  });

async function refresh(auth: SignedInDeps["auth"], open: OpenSession, session: StoredSession): Promise<StoredSession> {
  try {
    const answer = await auth.refreshSession({ refreshToken: session.refreshToken });
    const next = { ...session, ...tokensFrom(answer) };
    await open.write(next);
    return next;
  } catch (error) {
    if (!isReason(error, "INVALID_REFRESH_TOKEN", "SESSION_ENDED")) throw error;
    await open.remove();
    throw new Failure("signedOut", reasonOf(error) ?? "", "the session has ended: sign in again with flock signin");
  }
}

type Tokens = Pick<RefreshSessionResponse, "accessToken" | "refreshToken" | "accessTokenExpiresAt">;

const tokensFrom = ({ accessToken, refreshToken, accessTokenExpiresAt }: Tokens) => ({
  accessToken,
  refreshToken,
  accessTokenExpiresAt: (accessTokenExpiresAt ? timestampDate(accessTokenExpiresAt) : new Date(0)).toISOString(),
});

function required(session: StoredSession | undefined): StoredSession {
  if (!session) throw new Failure("signedOut", "NOT_SIGNED_IN", "nobody is signed in: sign in with flock signin");
  return session;
}
