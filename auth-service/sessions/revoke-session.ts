import type { Database } from "../../kit/db.ts";
import type { UserCaller } from "../../kit/gate.ts";
import { requireLivingSession } from "./living-session.ts";
import type { CountSessions } from "./session-metrics.ts";
import { deleteSessionOf } from "./sessions.ts";

/**
 * Ends one of the caller's sessions, the calling one included. One that is not theirs, or not there, is left alone. Throws
 * SESSION_ENDED when the calling one has ended.
 */
export const revokeSession =
  ({ database, count }: { database: Database; count: CountSessions }) =>
  async ({ caller, sessionId }: { caller: UserCaller; sessionId: string }): Promise<void> => {
    const ended = await database.transaction(async (tx) => {
      await requireLivingSession(tx, caller);
      return deleteSessionOf(tx, caller.id, sessionId);
    });
    if (ended) count("ended");
  };
