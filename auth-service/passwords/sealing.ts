import { type Keyring, open, seal } from "../../kit/keyring.ts";
import { Problem } from "../../kit/problem.ts";

/** Seals password hashes, so that they can travel through a workflow's history and only auth-service can read them. */
export type Sealer = {
  /** Seals a hash for one user id: `v1.<key id>.<base64url>`. Twice gives two different seals. */
  seal(userId: string, hash: string): string;
  /** The hash that was sealed for this user id. Throws INVALID_SEAL (final) or KEY_UNAVAILABLE (retryable). */
  open(userId: string, sealed: string): string;
};

const FORM = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]+)$/;

/** Seals with the writer of `keys` (AES-256-GCM bound to version, key id and user id) and opens with any of them. */
export const createSealer = (keys: Keyring): Sealer => ({
  seal(userId, hash) {
    const { keyId, bytes } = seal(keys, Buffer.from(hash, "utf8"), binding(userId));
    return `v1.${keyId}.${Buffer.from(bytes).toString("base64url")}`;
  },
  open(userId, sealed) {
    const parts = parse(sealed);
    const hash = parts && open(keys, parts, binding(userId));
    if (!hash) throw new Problem("INVALID_SEAL");
    return Buffer.from(hash).toString("utf8");
  },
});

const binding = (userId: string) => `flock sealed password v1 ${userId.toLowerCase()}`;

function parse(sealed: string) {
  const [, keyId, text] = FORM.exec(sealed) ?? [];
  if (!keyId || !text) return undefined;
  const bytes = Buffer.from(text, "base64url");
  // The last character has spare bits that decoding ignores: only the one true spelling counts.
  return bytes.toString("base64url") === text ? { keyId, bytes } : undefined;
}
