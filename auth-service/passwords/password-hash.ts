import { createHmac } from "node:crypto";
import type { Key } from "../../kit/keyring.ts";

/** A stored hash: which pepper went into it, and the bcrypt or PHC string that came out. */
export type PasswordHash = { pepperId: string; digest: string };

const FORM = /^\$flock\$p=([A-Za-z0-9_-]{1,32})\$(\$[\x21-\x7e]+)$/;

/** Writes `$flock$p=<pepper id>$<bcrypt or PHC string>`. */
export const formatPasswordHash = ({ pepperId, digest }: PasswordHash): string => `$flock$p=${pepperId}$${digest}`;

/** Reads what formatPasswordHash wrote; undefined for anything else. */
export function parsePasswordHash(stored: string): PasswordHash | undefined {
  const [, pepperId, digest] = FORM.exec(stored) ?? [];
  return pepperId && digest ? { pepperId, digest } : undefined;
}

/**
 * What bcrypt gets to see: base64(HMAC-SHA-256(pepper, password in OpaqueString form)). Always 44 characters without a
 * NUL, so bcrypt, which reads 72 bytes and stops at NUL, never cuts anything.
 */
export const pepperPassword = ({ key }: Key, opaque: string): string =>
  createHmac("sha256", key).update(opaque, "utf8").digest("base64");
