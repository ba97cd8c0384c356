import type { Queryable } from "../../kit/db.ts";
import { nextToken } from "./next-token.ts";
import { findFamily, type StoredToken } from "./refresh-tokens.ts";
import { decideRotation, type Outcome } from "./rotation.ts";
import { type Lifetimes, type Session, usedSession } from "./session.ts";
import { storeUse } from "./session-writes.ts";
import { deleteSession, lockSession } from "./sessions.ts";

/** What a use came to, and for a good one the session and its next refresh token. */
export type Use = { outcome: Outcome; next?: { session: Session; refreshToken: string } };

// A replay of a token older than this is refused like that of an unknown one; the session lives.
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Uses a refresh token within a transaction. Uses of one session take turns: its row is locked by a statement of its own, and
 * what decides is read after that.
 */
export async function useToken(
  tx: Queryable,
  token: StoredToken,
  { address, lifetimes }: { address: string; lifetimes: Lifetimes },
): Promise<Use> {
  const session = await lockSession(tx, token.sessionId);
  const family = session && (await findFamily(tx, token));
  if (!family) return { outcome: "refused" };
  const outcome = decideRotation({ ...family, session });
  if (outcome === "reused") await deleteSession(tx, session.id);
  if (outcome === "reused" || outcome === "refused") return { outcome };
  const used = usedSession(session, address, family.now, lifetimes);
  return { outcome, next: { session: used, refreshToken: await rotate(tx, token.id, outcome, used) } };
}

async function rotate(tx: Queryable, tokenId: string, outcome: Outcome, session: Session): Promise<string> {
  const { text, token } = nextToken(session, tokenId);
  const forgetBefore = new Date(session.lastUsedAt.getTime() - REMEMBERED_MS);
  const [marks, replaces] = [outcome !== "again", outcome === "lost"];
  await storeUse(tx, { tokenId, session, next: token, marks, replaces, forgetBefore });
  return text;
}
