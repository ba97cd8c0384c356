import type { Database } from "../../kit/db.ts";
import { currentTrace } from "../../kit/trace.ts";
import type { Hasher } from "./hashing.ts";
import { opaqueString } from "./opaque-string.ts";
import { readPasswordHash } from "./password-hash.ts";
import { storePasswordHash, type UserWithHash } from "./password-hashes.ts";
import type { Slot } from "./slot.ts";

/** What renewing needs. */
export type RenewHashDeps = { database: Database; hasher: Hasher };

/**
 * Stores a new hash of a password that has just matched, if the stored one was made by another scheme, cost or pepper than
 * new ones are. Gives the user with the hash that is stored now. Never fails: the old hash serves as well. It stays also
 * for a password that we would not take, and when somebody changed it meanwhile.
 */
export const renewHash =
  ({ database, hasher }: RenewHashDeps) =>
  async (slot: Slot, checked: UserWithHash, password: string): Promise<UserWithHash> => {
    const isCurrent = readPasswordHash(checked.passwordHash).scheme === hasher.scheme;
    if (isCurrent || opaqueString(password) === undefined) return checked;
    try {
      const passwordHash = await slot.hash(password);
      const change = { userId: checked.user.id, passwordHash, expected: checked.passwordHash };
      const user = await database.transaction((tx) => storePasswordHash(tx, change));
      return user ? { user, passwordHash } : checked;
    } catch (err) {
      currentTrace()?.log.warn({ err }, "a password hash could not be renewed");
      return checked;
    }
  };
