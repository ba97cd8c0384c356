import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { pgTable, timestamp, uuid, varchar } from "drizzle-orm/pg-core";
import type { Queryable } from "./db.ts";
import type { Registration } from "./ledger.ts";
import { Problem } from "./problem.ts";

/** The table that judges who holds a value, of at most `length` characters, that may exist once. */
export const claimsTable = (name: string, length: number) =>
  pgTable(name, {
    value: varchar("value", { length }).primaryKey(),
    userId: uuid("user_id").notNull(),
    registrationId: uuid("registration_id"),
    until: timestamp("until", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  });

/** A table of claims. */
export type ClaimsTable = ReturnType<typeof claimsTable>;

/** For whom a value is claimed: a user, and the registration that made them, if one did. */
export type Owner = { userId: string; registrationId: string | null };

/** Who holds a value, and until when if that ends by itself. */
export type Claim = Owner & { until: Date | null };

// Each turn is lost only to somebody who gave the value up between two statements of ours.
const TURNS = 10;

/**
 * Claims a value within the transaction of the change that needs it, after the ledger. Undefined when it is ours, now or
 * already; else whoever holds it. A hold that has run out is taken over, and a hold of our own becomes a claim again.
 */
export async function claim(
  tx: Queryable,
  claims: ClaimsTable,
  value: string,
  owner: Owner,
): Promise<Claim | undefined> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    if (await insertClaim(tx, claims, value, owner)) return undefined;
    const holder = await readClaim(tx, claims, value);
    if (!holder) continue;
    const isOurs = holder.userId === owner.userId && holder.registrationId === owner.registrationId;
    if (isOurs && holder.until === null) return undefined;
    if (!isOurs && !holder.hasRunOut) return holder;
    if (await takeOver(tx, claims, value, owner)) return undefined;
  }
  throw new Problem("SERVICE_UNAVAILABLE", { cause: new Error("a claim changed hands too often") });
}

/** Gives up a registration's own claim on a value; another's stays. Absent is fine. */
export async function releaseClaim(
  tx: Queryable,
  claims: ClaimsTable,
  value: string,
  owner: Registration,
): Promise<void> {
  await tx.delete(claims).where(and(eq(claims.value, value), isClaimOf(claims, owner)));
}

/** Gives up everything that a registration ever claimed, holds too. For tables with an index on user_id. */
export async function releaseClaims(tx: Queryable, claims: ClaimsTable, owner: Registration): Promise<void> {
  await tx.delete(claims).where(isClaimOf(claims, owner));
}

/** Whether somebody holds a value at this moment. */
export async function isClaimed(db: Queryable, claims: ClaimsTable, value: string): Promise<boolean> {
  const holder = await readClaim(db, claims, value);
  return holder !== undefined && !holder.hasRunOut;
}

// Waits for another transaction that is inserting the same value, so that an answer is never a guess.
async function insertClaim(tx: Queryable, claims: ClaimsTable, value: string, { userId, registrationId }: Owner) {
  const row = { value, userId, registrationId };
  const rows = await tx.insert(claims).values(row).onConflictDoNothing().returning({ value: claims.value });
  return rows.length > 0;
}

async function readClaim(db: Queryable, claims: ClaimsTable, value: string) {
  const { userId, registrationId, until } = claims;
  const hasRunOut = sql<boolean>`coalesce(${until} <= clock_timestamp(), false)`;
  const [claim] = await db
    .select({ userId, registrationId, until, hasRunOut })
    .from(claims)
    .where(eq(claims.value, value));
  return claim;
}

// One conditional statement: what was read before may have changed since.
async function takeOver(tx: Queryable, claims: ClaimsTable, value: string, owner: Owner) {
  const { userId, registrationId } = owner;
  const mayBeTaken = or(lte(claims.until, sql`clock_timestamp()`), isClaimOf(claims, owner));
  const rows = await tx
    .update(claims)
    .set({ userId, registrationId, until: null })
    .where(and(eq(claims.value, value), mayBeTaken))
    .returning({ value: claims.value });
  return rows.length > 0;
}

/** The condition that a claim is this owner's. */
export const isClaimOf = (claims: ClaimsTable, { userId, registrationId }: Owner) =>
  and(
    eq(claims.userId, userId),
    registrationId === null ? isNull(claims.registrationId) : eq(claims.registrationId, registrationId),
  );
