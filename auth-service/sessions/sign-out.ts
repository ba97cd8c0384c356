import type { Database } from "../../kit/db.ts";
import { recognizeToken } from "./recognize-token.ts";
import type { CountSessions } from "./session-metrics.ts";
import { deleteSession } from "./sessions.ts";

/** Ends the session that a refresh token belongs to, whatever happened to that token. What is no token is fine. */
export const signOut =
  ({ database, count }: { database: Database; count: CountSessions }) =>
  async (text: string): Promise<void> => {
    const token = await recognizeToken(database, text);
    if (token && (await database.query((db) => deleteSession(db, token.sessionId)))) count("ended");
  };
