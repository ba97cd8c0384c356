import { randomUUID } from "node:crypto";
import type { Queryable } from "../../kit/db.ts";
import { newRefreshToken } from "./refresh-token.ts";
import { insertToken } from "./refresh-tokens.ts";
import type { Session } from "./session.ts";

/** Stores a session's next refresh token, given for the use of its parent, and gives it. It lasts as long as the session. */
export async function giveRefreshToken(tx: Queryable, session: Session, parentId?: string): Promise<string> {
  const id = randomUUID();
  const { text, hash } = newRefreshToken(id);
  const { id: sessionId, userId, lastUsedAt: now, expiresAt } = session;
  await insertToken(tx, { id, hash, userId, sessionId, parentId, now, expiresAt });
  return text;
}
