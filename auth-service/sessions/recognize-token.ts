import type { Database } from "../../kit/db.ts";
import { isSecretOf, parseRefreshToken } from "./refresh-token.ts";
import { findToken, type StoredToken } from "./refresh-tokens.ts";

/** The stored token that a text is, whatever happened to it; undefined for anything else. Locks nothing. */
export async function recognizeToken(database: Database, text: string): Promise<StoredToken | undefined> {
  const token = parseRefreshToken(text);
  const stored = token && (await database.query((db) => findToken(db, token.id)));
  return stored && isSecretOf(stored.hash, token.secret) ? stored : undefined;
}
