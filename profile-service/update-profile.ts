import { claim, type Owner } from "../kit/claims.ts";
import type { Database, Queryable } from "../kit/db.ts";
import { findHold, holdClaim } from "../kit/holds.ts";
import { Problem } from "../kit/problem.ts";
import { COOL_DOWN_SECONDS, checkRename } from "./cool-down.ts";
import type { Profile, ProfileUpdate } from "./profile.ts";
import { newsOf, normalizeChange } from "./profile-change.ts";
import { changeProfile, lockProfile } from "./profiles.ts";
import { usernameClaims } from "./schema.ts";
import { usernameTaken } from "./username.ts";

/**
 * Changes the profile of the user who calls, hidden or not. Throws INVALID_REQUEST, INVALID_USERNAME, PERMISSION_DENIED
 * for any profile but their own (whether there is one or not), PROFILE_NOT_FOUND, USERNAME_TAKEN, USERNAME_COOLDOWN.
 */
export const updateProfile =
  ({ database }: { database: Database }) =>
  async ({ userId, target, change }: ProfileUpdate): Promise<Profile> => {
    const wanted = normalizeChange(change);
    return database.transaction(async (tx) => {
      const found = await lockProfile(tx, userId);
      if (!isMeant(target, { id: found?.profile.id, userId })) throw new Problem("PERMISSION_DENIED");
      if (!found) throw new Problem("PROFILE_NOT_FOUND");
      const news = newsOf(found.profile, wanted);
      if (news.username !== undefined) await rename(tx, found.owner, found.profile.username, news.username);
      return Object.keys(news).length > 0 ? await changeProfile(tx, found.profile.id, news) : found.profile;
    });
  };

const isMeant = (target: ProfileUpdate["target"], own: { id: string | undefined; userId: string }) =>
  ["", own.userId].includes(target.userId) && ["", own.id].includes(target.id);

/** Takes the new name and holds the old one: claims by value, in the order that everybody keeps. */
async function rename(tx: Queryable, owner: Owner, from: string, to: string): Promise<void> {
  checkRename(to, await findHold(tx, usernameClaims, owner.userId));
  for (const value of [from, to].sort()) {
    if (value === from) await holdClaim(tx, usernameClaims, from, owner, COOL_DOWN_SECONDS);
    else if (await claim(tx, usernameClaims, to, owner)) throw usernameTaken("profile.username");
  }
}
