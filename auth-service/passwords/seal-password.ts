import { normalizeEmail } from "../users/email.ts";
import type { Hasher } from "./hashing.ts";
import { checkPassword } from "./password-policy.ts";
import type { Sealer } from "./sealing.ts";

/** What is to be judged, and sealed for this user id unless it is only to be judged. */
export type SealPasswordInput = {
  userId: string;
  email: string;
  username: string;
  password: string;
  validateOnly: boolean;
};

/** What sealing needs. `minLength` is in characters. */
export type SealPasswordDeps = { hasher: Hasher; sealer: Sealer; minLength: number };

/**
 * Judges an address and a password, then hashes the password and seals the hash for one user id; empty when only judged.
 * Throws INVALID_EMAIL, WEAK_PASSWORD, OVERLOADED. The signal of a caller that has gone leaves the queue.
 */
export const sealPassword =
  ({ hasher, sealer, minLength }: SealPasswordDeps) =>
  async (input: SealPasswordInput, signal?: AbortSignal): Promise<string> => {
    const email = normalizeEmail(input.email);
    checkPassword({ password: input.password, email, username: input.username, minLength });
    if (input.validateOnly) return "";
    return sealer.seal(input.userId, await hasher.hash(input.password, signal));
  };
