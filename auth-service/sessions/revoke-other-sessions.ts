import type { Database } from "../../kit/db.ts";
import type { UserCaller } from "../../kit/gate.ts";
import { requireLivingSession } from "./living-session.ts";
import type { CountSessions } from "./session-metrics.ts";
import { deleteOtherSessions } from "./sessions.ts";

/** Ends all the caller's sessions but the calling one, and tells how many. Throws SESSION_ENDED when that one has ended. */
export const revokeOtherSessions =
  ({ database, count }: { database: Database; count: CountSessions }) =>
  async (caller: UserCaller): Promise<number> => {
    const ended = await database.transaction(async (tx) => {
      await requireLivingSession(tx, caller);
      return deleteOtherSessions(tx, caller.id, caller.sessionId);
    });
    count("ended", ended);
    return ended;
  };
