import type { Keyring } from "../../kit/keyring.ts";
import { Problem } from "../../kit/problem.ts";
import { openText, sealText } from "../../kit/sealed-text.ts";

/** Seals password hashes, so that they can travel through a workflow's history and only auth-service can read them. */
export type Sealer = {
  /** Seals a hash for one user id: `v1.<key id>.<base64url>`. Twice gives two different seals. */
  seal(userId: string, hash: string): string;
  /** The hash that was sealed for this user id. Throws INVALID_SEAL (final) or KEY_UNAVAILABLE (retryable). */
  open(userId: string, sealed: string): string;
};

/** Seals with the writer of `keys` (AES-256-GCM bound to version, key id and user id) and opens with any of them. */
export const createSealer = (keys: Keyring): Sealer => ({
  seal: (userId, hash) => sealText(keys, Buffer.from(hash, "utf8"), binding(userId)),
  open(userId, sealed) {
    const hash = openText(keys, sealed, binding(userId));
    if (!hash) throw new Problem("INVALID_SEAL");
    return Buffer.from(hash).toString("utf8");
  },
});

const binding = (userId: string) => `flock sealed password v1 ${userId.toLowerCase()}`;
