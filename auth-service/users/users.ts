import { and, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../../kit/db.ts";
import type { Registration } from "../../kit/ledger.ts";
import { prepared } from "../../kit/prepared.ts";
import { recordScheme } from "../passwords/password-hashes.ts";
import { users } from "../schema.ts";
import { userFromRow } from "./translators.ts";
import type { NewUser, User } from "./user.ts";

// Everything but the password hash: what is not read can not be shown.
const { passwordHash: _, registrationId: __, ...columns } = getTableColumns(users);
const clock = sql`clock_timestamp()`.mapWith(users.createdAt);

/** Stores a new pending user, and notes how its hash was made; undefined when the id or the address is in use already. */
export async function insertPendingUser(tx: Queryable, user: NewUser): Promise<User | undefined> {
  const { userId: id, registrationId, email, passwordHash } = user;
  const values = { id, registrationId, email, passwordHash };
  const [row] = await tx.insert(users).values(values).onConflictDoNothing().returning(columns);
  if (row) await recordScheme(tx, passwordHash);
  return row && userFromRow(row);
}

/** The user of this id. */
export async function findUser(db: Queryable, id: string): Promise<User | undefined> {
  const [row] = await rowsById(db, { id });
  return row && userFromRow(row);
}

const rowsById = prepared("user_by_id", (db) =>
  db
    .select(columns)
    .from(users)
    .where(eq(users.id, sql.placeholder("id"))),
);

/**
 * Keeps an active user as they are until the transaction ends, and makes changes to one account take turns. Tells whether the
 * user is there, is active and, if a hash is given, has it stored.
 */
export const lockActiveUser = async (tx: Queryable, id: string, passwordHash?: string): Promise<boolean> =>
  (await lockActiveUserAt(tx, id, passwordHash)) !== undefined;

/** Like lockActiveUser, but tells the time on the database's clock, read when the lock was had; undefined instead of false. */
export async function lockActiveUserAt(tx: Queryable, id: string, passwordHash?: string): Promise<Date | undefined> {
  const [row] = await (passwordHash === undefined ? lockById(tx, { id }) : lockByHash(tx, { id, passwordHash }));
  return row?.now;
}

const isIt = and(eq(users.id, sql.placeholder("id")), eq(users.status, "active"));
const lockById = prepared("lock_user", (tx) => lockWhere(tx, isIt));
const lockByHash = prepared("lock_user_of_hash", (tx) =>
  lockWhere(tx, and(isIt, eq(users.passwordHash, sql.placeholder("passwordHash")))),
);

// PostgreSQL computes the columns of a locking select before it waits for the lock, so the clock is read outside of it.
function lockWhere(tx: Queryable, condition: SQL | undefined) {
  const locked = tx.select({ id: users.id }).from(users).where(condition).for("no key update").as("locked");
  return tx.select({ now: clock }).from(locked);
}

/** The user that a registration made. */
export async function findUserOf(tx: Queryable, registration: Registration): Promise<User | undefined> {
  const [row] = await tx.select(columns).from(users).where(isOf(registration));
  return row && userFromRow(row);
}

/** Makes the pending user of a registration active, and gives it. Undefined when there is none that is pending. */
export async function activatePendingUser(tx: Queryable, registration: Registration): Promise<User | undefined> {
  const isPending = and(isOf(registration), eq(users.status, "pending"));
  const [row] = await tx.update(users).set({ status: "active" }).where(isPending).returning(columns);
  return row && userFromRow(row);
}

/** Deletes the user of a registration while it is pending, and gives it. */
export async function deletePendingUser(tx: Queryable, registration: Registration): Promise<User | undefined> {
  const isPending = and(isOf(registration), eq(users.status, "pending"));
  const [row] = await tx.delete(users).where(isPending).returning(columns);
  return row && userFromRow(row);
}

const isOf = ({ userId, registrationId }: Registration) =>
  and(eq(users.id, userId), eq(users.registrationId, registrationId));
