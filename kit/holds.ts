import { and, eq, gt, sql } from "drizzle-orm";
import { type ClaimsTable, isClaimOf, type Owner } from "./claims.ts";
import type { Queryable } from "./db.ts";

/** A value that its owner gave up and that nobody else can take yet. */
export type Hold = { value: string; until: Date };

/**
 * Turns our own claim into a hold: from now on it ends by itself, after so many seconds by the clock of the database.
 * Until then nobody but us can claim the value.
 */
export async function holdClaim(
  tx: Queryable,
  claims: ClaimsTable,
  value: string,
  owner: Owner,
  seconds: number,
): Promise<void> {
  const until = sql`clock_timestamp() + make_interval(secs => ${seconds})`;
  const isIt = and(eq(claims.value, value), isClaimOf(claims, owner));
  const rows = await tx.update(claims).set({ until }).where(isIt).returning({ value: claims.value });
  if (rows.length === 0) throw new Error("a value was used without a claim");
}

/** What a user gave up and still holds, if there is such a value. */
export async function findHold(tx: Queryable, claims: ClaimsTable, userId: string): Promise<Hold | undefined> {
  const { value, until } = claims;
  const isHeld = and(eq(claims.userId, userId), gt(until, sql`clock_timestamp()`));
  const [hold] = await tx.select({ value, until }).from(claims).where(isHeld);
  return hold?.until ? { value: hold.value, until: hold.until } : undefined;
}
