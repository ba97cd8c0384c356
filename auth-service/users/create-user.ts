import { type Claim, claim } from "../../kit/claims.ts";
import type { Database, Queryable } from "../../kit/db.ts";
import { enterLedger } from "../../kit/ledger.ts";
import { Problem } from "../../kit/problem.ts";
import type { Sealer } from "../passwords/sealing.ts";
import { emailClaims, ledger } from "../schema.ts";
import { normalizeEmail } from "./email.ts";
import type { NewUser, User } from "./user.ts";
import { findUserOf, insertPendingUser } from "./users.ts";

/** A pending user that a registration asks for, its password still sealed. */
export type CreateUserInput = Omit<NewUser, "passwordHash"> & { sealedPassword: string };

/**
 * Creates a registration's pending user, or answers the one it already made. Throws INVALID_EMAIL, INVALID_SEAL,
 * KEY_UNAVAILABLE, EMAIL_TAKEN, ADDRESS_PENDING, REGISTRATION_UNDONE, REQUEST_ID_SPENT, and REQUEST_ID_REUSED for
 * another address.
 */
export const createUser =
  ({ database, sealer }: { database: Database; sealer: Sealer }) =>
  async ({ sealedPassword, ...input }: CreateUserInput): Promise<User> => {
    const passwordHash = sealer.open(input.userId, sealedPassword);
    const user = { ...input, email: normalizeEmail(input.email), passwordHash };
    return database.transaction(async (tx) => {
      await enterLedger(tx, ledger, user);
      const earlier = await findUserOf(tx, user);
      if (earlier) return madeBefore(earlier, user);
      const holder = await claim(tx, emailClaims, user.email, user);
      if (holder) throw (await mayYetBeUndone(tx, holder)) ? new Problem("ADDRESS_PENDING") : taken();
      const created = await insertPendingUser(tx, user);
      if (!created) throw taken();
      return created;
    });
  };

// A registration's own claim comes and goes with its row. A row that is gone already was undone since the claim was read.
async function mayYetBeUndone(tx: Queryable, { userId, registrationId, until }: Claim): Promise<boolean> {
  if (registrationId === null || until !== null) return false;
  const user = await findUserOf(tx, { userId, registrationId });
  return !user || user.state === "pending";
}

// Whoever is active may have changed the address since: only a user who never was proves that another one was asked for.
function madeBefore(earlier: User, { email }: NewUser): User {
  if (earlier.state === "pending" && earlier.email !== email) throw new Problem("REQUEST_ID_REUSED");
  return earlier;
}

const taken = () => new Problem("EMAIL_TAKEN", { fields: [{ field: "email", description: "is taken" }] });
