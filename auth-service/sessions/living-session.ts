import type { Queryable } from "../../kit/db.ts";
import type { UserCaller } from "../../kit/gate.ts";
import { Problem } from "../../kit/problem.ts";
import { lockActiveUser } from "../users/users.ts";
import { holdLivingSession } from "./sessions.ts";

// Threat: an access token is valid for minutes after its session ended. Reading may wait for that; a change may not.
// Order everywhere: the user's row, then sessions. So two changes to one account take turns and never wait for each other.

/**
 * Sees to it that the caller's session lives, and lives as long as this transaction. The first statement of every change to an
 * account. Throws SESSION_ENDED.
 */
export async function requireLivingSession(tx: Queryable, { id, sessionId }: UserCaller): Promise<void> {
  const lives = (await lockActiveUser(tx, id)) && (await holdLivingSession(tx, id, sessionId));
  if (!lives) throw new Problem("SESSION_ENDED");
}
