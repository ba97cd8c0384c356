import { eq } from "drizzle-orm";
import type { Queryable } from "../../kit/db.ts";
import { users } from "../schema.ts";
import { userFromRow } from "../users/translators.ts";
import type { User } from "../users/user.ts";

/** A user with the stored hash of their password. */
export type UserWithHash = { user: User; passwordHash: string };

/** The user of this address (in normal form) or id, with the stored hash. */
export async function findPasswordHash(
  db: Queryable,
  who: { email: string } | { userId: string },
): Promise<UserWithHash | undefined> {
  const isIt = "email" in who ? eq(users.email, who.email) : eq(users.id, who.userId);
  const [row] = await db.select().from(users).where(isIt);
  return row && { user: userFromRow(row), passwordHash: row.passwordHash };
}
