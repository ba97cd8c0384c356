import { eq, sql } from "drizzle-orm";
import { pgTable, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Queryable } from "./db.ts";
import { Problem } from "./problem.ts";

// Threat: a create that is late, or paused inside its transaction, outlives its own undo and leaves an orphan. So both write
// their registration's row first: it makes one wait for the other, and whoever comes second sees what the first one did.
// That holds only because the row is locked by a statement of its own: at READ COMMITTED each statement sees what was
// committed before it began, and in one statement with the change the lock would come too late.

/** Which registration, and the id it gave to what it makes. */
export type Registration = { registrationId: string; userId: string };

/** The table that remembers every registration, and whether it was undone. Ids only, kept for ever. */
export const ledgerTable = (name: string) =>
  pgTable(name, {
    registrationId: uuid("registration_id").primaryKey(),
    userId: uuid("user_id").notNull(),
    undoneAt: timestamp("undone_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  });

/** A ledger. */
export type LedgerTable = ReturnType<typeof ledgerTable>;

/** What the ledger says of a registration: whether the user id is the one it began with, and whether it was undone. */
export type LedgerEntry = { isOwn: boolean; isUndone: boolean };

/** Locks a registration's row, made if there was none, until the transaction ends. Always the first statement of it. */
export async function lockLedger(tx: Queryable, ledger: LedgerTable, wanted: Registration): Promise<LedgerEntry> {
  const { registrationId, userId } = wanted;
  const [entry] = await tx
    .insert(ledger)
    .values({ registrationId, userId })
    .onConflictDoUpdate({ target: ledger.registrationId, set: { registrationId: sql`excluded.registration_id` } })
    .returning({ userId: ledger.userId, undoneAt: ledger.undoneAt });
  if (!entry) throw new Error("an upsert returned no row");
  return { isOwn: entry.userId === userId, isUndone: entry.undoneAt !== null };
}

/**
 * Locks the row of a registration that goes forward. Throws REQUEST_ID_SPENT when it began with another user id, and
 * REGISTRATION_UNDONE when it was undone.
 */
export async function enterLedger(tx: Queryable, ledger: LedgerTable, registration: Registration): Promise<void> {
  const { isOwn, isUndone } = await lockLedger(tx, ledger, registration);
  if (!isOwn) throw new Problem("REQUEST_ID_SPENT");
  if (isUndone) throw new Problem("REGISTRATION_UNDONE");
}

/** Bars a registration for good: no create of it will succeed from now on. Its row must be locked. */
export async function markUndone(tx: Queryable, ledger: LedgerTable, registrationId: string): Promise<void> {
  const undoneAt = sql`coalesce(${ledger.undoneAt}, clock_timestamp())`;
  await tx.update(ledger).set({ undoneAt }).where(eq(ledger.registrationId, registrationId));
}
