import type { Hasher } from "./hashing.ts";
import type { Sealer } from "./sealing.ts";

/** A password, and what was sealed for a user id. */
export type MatchInput = { userId: string; sealedPassword: string; password: string };

/** Whether the password is the one that was sealed. Throws INVALID_SEAL, KEY_UNAVAILABLE, OVERLOADED. */
export const matchSealedPassword =
  ({ hasher, sealer }: { hasher: Hasher; sealer: Sealer }) =>
  async ({ userId, sealedPassword, password }: MatchInput, signal?: AbortSignal): Promise<boolean> =>
    hasher.matches(password, sealer.open(userId, sealedPassword), signal);
