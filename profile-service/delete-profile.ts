import { releaseClaims } from "../kit/claims.ts";
import type { Database } from "../kit/db.ts";
import { lockLedger, markUndone, type Registration } from "../kit/ledger.ts";
import { deleteProfileOf } from "./profiles.ts";
import { ledger, usernameClaims } from "./schema.ts";

/**
 * Undoes CreateProfile: deletes this registration's profile, frees every username it holds, and bars a create that arrives later.
 * True if there was a profile; a repetition answers false. For another user id than the registration's it does nothing.
 */
export const deleteProfile =
  ({ database }: { database: Database }) =>
  async (registration: Registration): Promise<boolean> =>
    database.transaction(async (tx) => {
      const { isOwn } = await lockLedger(tx, ledger, registration);
      if (!isOwn) return false;
      const deleted = await deleteProfileOf(tx, registration);
      await releaseClaims(tx, usernameClaims, registration);
      await markUndone(tx, ledger, registration.registrationId);
      return deleted !== undefined;
    });
