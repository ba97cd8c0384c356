import type { Database } from "../kit/db.ts";
import { Problem } from "../kit/problem.ts";
import type { Profile, ProfileKey } from "./profile.ts";
import { findPublishedProfile } from "./profiles.ts";
import { usernameOf } from "./username.ts";

/** Answers a published profile. Throws PROFILE_NOT_FOUND for a hidden one too, and for a name that can not exist. */
export const getProfile =
  ({ database }: { database: Database }) =>
  async (key: ProfileKey): Promise<Profile> => {
    const wanted = "username" in key ? wantedName(key.username) : key;
    const profile = wanted && (await database.query((db) => findPublishedProfile(db, wanted)));
    if (!profile) throw new Problem("PROFILE_NOT_FOUND");
    return profile;
  };

function wantedName(text: string) {
  const username = usernameOf(text);
  return username === undefined ? undefined : { username };
}
