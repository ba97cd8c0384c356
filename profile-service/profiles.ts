import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Owner } from "../kit/claims.ts";
import type { Queryable } from "../kit/db.ts";
import type { Registration } from "../kit/ledger.ts";
import type { NewProfile, Profile, ProfileChange, ProfileKey } from "./profile.ts";
import { profiles } from "./schema.ts";
import { changeToRow, profileFromRow } from "./translators.ts";

/** Stores a new profile; undefined when its user or its username has one already. */
export async function insertProfile(tx: Queryable, profile: NewProfile): Promise<Profile | undefined> {
  const { userId, registrationId, username, published } = profile;
  const displayName = profile.displayName || null;
  const publishedAt = published ? sql`clock_timestamp()` : null;
  const values = { userId, registrationId, username, displayName, publishedAt };
  const [row] = await tx.insert(profiles).values(values).onConflictDoNothing().returning();
  return row && profileFromRow(row);
}

/** The profile that a registration made. */
export async function findProfileOf(tx: Queryable, registration: Registration): Promise<Profile | undefined> {
  const [row] = await tx.select().from(profiles).where(isOf(registration));
  return row && profileFromRow(row);
}

/** The profile of a user and what owns its claims, locked until the transaction ends. */
export async function lockProfile(
  tx: Queryable,
  userId: string,
): Promise<{ profile: Profile; owner: Owner } | undefined> {
  const [row] = await tx.select().from(profiles).where(eq(profiles.userId, userId)).for("update");
  return row && { profile: profileFromRow(row), owner: { userId, registrationId: row.registrationId } };
}

/** Changes a profile whose row is locked, and gives it as it is now. */
export async function changeProfile(tx: Queryable, id: string, change: ProfileChange): Promise<Profile> {
  const [row] = await tx.update(profiles).set(changeToRow(change)).where(eq(profiles.id, id)).returning();
  if (!row) throw new Error("a locked profile is gone");
  return profileFromRow(row);
}

/** Deletes the profile that a registration made, and gives it. */
export async function deleteProfileOf(tx: Queryable, registration: Registration): Promise<Profile | undefined> {
  const [row] = await tx.delete(profiles).where(isOf(registration)).returning();
  return row && profileFromRow(row);
}

/** A profile that everybody may see. */
export async function findPublishedProfile(db: Queryable, key: ProfileKey): Promise<Profile | undefined> {
  const isIt = "userId" in key ? eq(profiles.userId, key.userId) : eq(profiles.username, key.username);
  const [row] = await db
    .select()
    .from(profiles)
    .where(and(isIt, isNotNull(profiles.publishedAt)));
  return row && profileFromRow(row);
}

const isOf = ({ userId, registrationId }: Registration) =>
  and(eq(profiles.userId, userId), eq(profiles.registrationId, registrationId));
