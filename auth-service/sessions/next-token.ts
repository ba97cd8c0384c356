import { randomUUID } from "node:crypto";
import { newRefreshToken } from "./refresh-token.ts";
import type { NewToken } from "./refresh-tokens.ts";
import type { Session } from "./session.ts";

/**
 * A session's next refresh token, given for the use of its parent: what its holder gets, and what is stored. It lasts as long
 * as the session.
 */
export function nextToken(session: Session, parentId?: string): { text: string; token: NewToken } {
  const id = randomUUID();
  const { text, hash } = newRefreshToken(id);
  const { id: sessionId, userId, lastUsedAt: now, expiresAt } = session;
  return { text, token: { id, hash, userId, sessionId, parentId, now, expiresAt } };
}
