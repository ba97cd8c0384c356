import { isClaimed } from "../kit/claims.ts";
import type { Database } from "../kit/db.ts";
import { usernameClaims } from "./schema.ts";
import { isReserved, normalizeUsername } from "./username.ts";

/** Whether a username is free at this moment. A reserved one never is. Throws INVALID_USERNAME. */
export const checkUsername =
  ({ database }: { database: Database }) =>
  async (text: string): Promise<boolean> => {
    const username = normalizeUsername(text);
    if (isReserved(username)) return false;
    return !(await database.query((db) => isClaimed(db, usernameClaims, username)));
  };
