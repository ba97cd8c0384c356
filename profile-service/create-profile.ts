import { claim } from "../kit/claims.ts";
import type { Database } from "../kit/db.ts";
import { enterLedger } from "../kit/ledger.ts";
import { Problem } from "../kit/problem.ts";
import type { NewProfile, Profile } from "./profile.ts";
import { findProfileOf, insertProfile } from "./profiles.ts";
import { ledger, usernameClaims } from "./schema.ts";
import { isReserved, normalizeUsername, usernameTaken } from "./username.ts";

/**
 * Creates a registration's profile, or answers the one it already made. Throws INVALID_USERNAME, USERNAME_TAKEN (a
 * reserved name counts as taken), REGISTRATION_UNDONE, REQUEST_ID_SPENT, and REQUEST_ID_REUSED for another username.
 */
export const createProfile =
  ({ database }: { database: Database }) =>
  async (input: NewProfile): Promise<Profile> => {
    const profile = { ...input, username: normalizeUsername(input.username) };
    return database.transaction(async (tx) => {
      await enterLedger(tx, ledger, profile);
      const earlier = await findProfileOf(tx, profile);
      if (earlier) return madeBefore(earlier, profile);
      if (isReserved(profile.username)) throw usernameTaken();
      if (await claim(tx, usernameClaims, profile.username, profile)) throw usernameTaken();
      const created = await insertProfile(tx, profile);
      if (!created) throw usernameTaken();
      return created;
    });
  };

// Its owner may have changed the username since: only a profile that nobody has touched proves that another one was asked for.
function madeBefore(earlier: Profile, { username }: NewProfile): Profile {
  const isUntouched = earlier.updatedAt.getTime() === earlier.createdAt.getTime();
  if (isUntouched && earlier.username !== username) throw new Problem("REQUEST_ID_REUSED");
  return earlier;
}
