import { releaseClaim } from "../../kit/claims.ts";
import type { Database, Queryable } from "../../kit/db.ts";
import { lockLedger, markUndone, type Registration } from "../../kit/ledger.ts";
import { emailClaims, ledger } from "../schema.ts";
import type { UndoOutcome } from "./user.ts";
import { deletePendingUser, findUserOf } from "./users.ts";

/**
 * Undoes CreateUser: deletes this registration's user while it is pending, frees its address, and bars a create that
 * arrives later. A repetition answers "absent". "active" means that the user is past the point of no return: nothing was
 * changed, nothing is barred, and the registration must be finished. For another user id than the registration's it does
 * nothing and answers "absent".
 */
export const deleteUser =
  ({ database }: { database: Database }) =>
  async (registration: Registration): Promise<UndoOutcome> =>
    database.transaction(async (tx) => {
      const { isOwn } = await lockLedger(tx, ledger, registration);
      if (!isOwn) return "absent";
      const outcome = await remove(tx, registration);
      if (outcome !== "active") await markUndone(tx, ledger, registration.registrationId);
      return outcome;
    });

async function remove(tx: Queryable, registration: Registration): Promise<UndoOutcome> {
  const deleted = await deletePendingUser(tx, registration);
  if (!deleted) return (await findUserOf(tx, registration)) ? "active" : "absent";
  await releaseClaim(tx, emailClaims, deleted.email, registration);
  return "deleted";
}
