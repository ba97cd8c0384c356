import type { Database } from "../../kit/db.ts";
import { type Place, pageToken } from "./page.ts";
import type { Session } from "./session.ts";
import { listLivingSessions } from "./sessions.ts";

/** Whose sessions, how many of them, and where to go on. */
export type ListSessionsInput = { userId: string; size: number; after: Place | undefined };

/** Some sessions, and the token of the page after them; empty when this is the last. */
export type SessionPage = { sessions: Session[]; nextPageToken: string };

/** Lists a user's living sessions, the newest first. */
export const listSessions =
  ({ database }: { database: Database }) =>
  async ({ userId, size, after }: ListSessionsInput): Promise<SessionPage> => {
    const found = await database.query((db) => listLivingSessions(db, { userId, limit: size + 1, after }));
    const [page, last] = [found.slice(0, size), found[size - 1]];
    return { sessions: page, nextPageToken: last && found.length > size ? pageToken(last) : "" };
  };
