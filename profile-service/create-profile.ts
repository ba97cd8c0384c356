import { claim } from "../kit/claims.ts";
import type { Database, Queryable } from "../kit/db.ts";
import { enterLedger } from "../kit/ledger.ts";
import { Problem } from "../kit/problem.ts";
import type { NewProfile, Profile } from "./profile.ts";
import { findProfileOf, insertProfile } from "./profiles.ts";
import { ledger, usernameClaims } from "./schema.ts";
import { isReserved, normalizeUsername } from "./username.ts";

/**
 * Creates a registration's profile, or answers the one it already made. Throws INVALID_USERNAME, USERNAME_TAKEN (a
 * reserved name counts as taken), REGISTRATION_UNDONE, REQUEST_ID_SPENT, and REQUEST_ID_REUSED for another username.
 */
export const createProfile =
  ({ database }: { database: Database }) =>
  async (input: NewProfile): Promise<Profile> => {
    const profile = { ...input, username: normalizeUsername(input.username) };
    if (isReserved(profile.username)) throw taken();
    return database.transaction(async (tx) => {
      await enterLedger(tx, ledger, profile);
      if (await claim(tx, usernameClaims, profile.username, profile)) throw taken();
      return (await insertProfile(tx, profile)) ?? (await madeBefore(tx, profile));
    });
  };

async function madeBefore(tx: Queryable, profile: NewProfile): Promise<Profile> {
  const found = await findProfileOf(tx, profile);
  if (!found) throw taken();
  if (found.username !== profile.username) throw new Problem("REQUEST_ID_REUSED");
  return found;
}

const taken = () => new Problem("USERNAME_TAKEN", { fields: [{ field: "username", description: "is taken" }] });
