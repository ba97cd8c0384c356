import type { Database } from "../../kit/db.ts";
import { Problem } from "../../kit/problem.ts";
import type { User } from "../users/user.ts";
import type { Hasher } from "./hashing.ts";
import { findPasswordHash } from "./password-hashes.ts";

/** A password, and whose it is said to be: by address as typed, or by user id. */
export type Credentials = { password: string } & ({ email: string } | { userId: string });

/** What checking needs. */
export type CheckCredentialsDeps = { database: Database; hasher: Hasher };

/** The active user whose password this is. Throws INVALID_CREDENTIALS, for whatever cause, and OVERLOADED. */
export type CheckCredentials = (credentials: Credentials, signal?: AbortSignal) => Promise<User>;

/** Checks a password against the stored hash. */
export const checkCredentials =
  ({ database, hasher }: CheckCredentialsDeps): CheckCredentials =>
  async ({ password, ...who }, signal) => {
    const found = await database.query((db) => findPasswordHash(db, who));
    const matches = found && (await hasher.matches(password, found.passwordHash, signal));
    if (!matches || found.user.state !== "active") throw new Problem("INVALID_CREDENTIALS");
    return found.user;
  };
