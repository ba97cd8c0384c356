import type { Database } from "../../kit/db.ts";
import { lockLedger, type Registration } from "../../kit/ledger.ts";
import { Problem } from "../../kit/problem.ts";
import { ledger } from "../schema.ts";
import type { User } from "./user.ts";
import { activatePendingUser, findUserOf } from "./users.ts";

/**
 * Makes a registration's pending user active; from then on it can not be undone. A user that is past that point is answered
 * as it is. Throws REGISTRATION_UNDONE and USER_NOT_FOUND: such a user can never become active.
 */
export const activateUser =
  ({ database }: { database: Database }) =>
  async (registration: Registration): Promise<User> =>
    database.transaction(async (tx) => {
      const { isOwn, isUndone } = await lockLedger(tx, ledger, registration);
      if (isOwn && isUndone) throw new Problem("REGISTRATION_UNDONE");
      const user = (await activatePendingUser(tx, registration)) ?? (await findUserOf(tx, registration));
      if (!user) throw new Problem("USER_NOT_FOUND");
      return user;
    });
