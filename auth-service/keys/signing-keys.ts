import { desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Queryable } from "../../kit/db.ts";
import { signingKeys } from "../schema.ts";
import type { KeyPair } from "./key-pair.ts";
import type { SigningKey } from "./signing-key.ts";
import { keyFromRow } from "./translators.ts";

// The number means nothing; it only must be the same in every replica, and another one than the migrator's.
const LOCK = 7_405_632_911;

const { sealedPrivate: _, publicJwk: __, ...columns } = getTableColumns(signingKeys);

/** Lets one transaction at a time look after the keys; the others wait. */
export async function lockKeys(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
}

/** The moment it is, as PostgreSQL knows it. */
export async function databaseNow(db: Queryable): Promise<Date> {
  const clock = sql`clock_timestamp()`.mapWith(signingKeys.createdAt);
  const [row] = await db.select({ now: clock }).from(sql`(select 1) as once`);
  if (!row) throw new Error("a clock gave no time");
  return row.now;
}

/** All keys, the newest first. */
export async function listKeys(db: Queryable): Promise<SigningKey[]> {
  const rows = await db.select(columns).from(signingKeys).orderBy(desc(signingKeys.createdAt), signingKeys.kid);
  return rows.map(keyFromRow);
}

/** All keys with their public parts, and their private ones as they are sealed. */
export async function readKeyPairs(db: Queryable): Promise<(SigningKey & KeyPair)[]> {
  const rows = await db.select().from(signingKeys).orderBy(desc(signingKeys.createdAt), signingKeys.kid);
  return rows.map((row) => ({ ...keyFromRow(row), publicJwk: row.publicJwk, sealedPrivate: row.sealedPrivate }));
}

/** Stores a new key, made at a moment, that signs from another one on. */
export async function insertKey(tx: Queryable, pair: KeyPair, createdAt: Date, activeFrom: Date): Promise<SigningKey> {
  const [row] = await tx
    .insert(signingKeys)
    .values({ ...pair, createdAt, activeFrom })
    .returning(columns);
  if (!row) throw new Error("an insert returned no row");
  return keyFromRow(row);
}

/** Lets a key sign until a moment and no longer. */
export async function retireKey(tx: Queryable, kid: string, retiredAt: Date): Promise<void> {
  await tx.update(signingKeys).set({ retiredAt }).where(eq(signingKeys.kid, kid));
}

/** Deletes keys for good. */
export async function deleteKeys(tx: Queryable, kids: string[]): Promise<void> {
  await tx.delete(signingKeys).where(inArray(signingKeys.kid, kids));
}
