import { and, eq, sql } from "drizzle-orm";
import type { Queryable } from "../../kit/db.ts";
import { prepared } from "../../kit/prepared.ts";
import { passwordSchemes, users } from "../schema.ts";
import { userFromRow } from "../users/translators.ts";
import type { User } from "../users/user.ts";
import { readPasswordHash } from "./password-hash.ts";

/** A user with the stored hash of their password. */
export type UserWithHash = { user: User; passwordHash: string };

/** The hash that a user shall have instead of the one that is expected to be stored. */
export type HashChange = { userId: string; passwordHash: string; expected: string };

const rowsByEmail = prepared("hash_by_email", (db) =>
  db
    .select()
    .from(users)
    .where(eq(users.email, sql.placeholder("email"))),
);
const rowsById = prepared("hash_by_id", (db) =>
  db
    .select()
    .from(users)
    .where(eq(users.id, sql.placeholder("userId"))),
);

/** The user of this address (in normal form) or id, with the stored hash. */
export async function findPasswordHash(
  db: Queryable,
  who: { email: string } | { userId: string },
): Promise<UserWithHash | undefined> {
  const [row] = "email" in who ? await rowsByEmail(db, who) : await rowsById(db, who);
  return row && { user: userFromRow(row), passwordHash: row.passwordHash };
}

/** Stores another hash, and gives the user. Undefined, and nothing changed, when the stored one is not the expected one. */
export async function storePasswordHash(tx: Queryable, change: HashChange): Promise<User | undefined> {
  const { userId, passwordHash, expected } = change;
  const isIt = and(eq(users.id, userId), eq(users.passwordHash, expected));
  const [row] = await tx.update(users).set({ passwordHash }).where(isIt).returning();
  if (row) await recordScheme(tx, passwordHash);
  return row && userFromRow(row);
}

/**
 * Notes how a hash was made. Belongs into the transaction that stores the hash, as its last statement that can wait:
 * whoever is the first to note a scheme makes others wait who note it too.
 */
export async function recordScheme(tx: Queryable, passwordHash: string): Promise<void> {
  const { scheme } = readPasswordHash(passwordHash);
  await tx.insert(passwordSchemes).values({ scheme }).onConflictDoNothing();
}

/** Every scheme that a stored hash was ever made by. */
export async function findSchemes(db: Queryable): Promise<string[]> {
  const rows = await db.select({ scheme: passwordSchemes.scheme }).from(passwordSchemes);
  return rows.map(({ scheme }) => scheme);
}
