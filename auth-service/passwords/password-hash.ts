import { createHmac } from "node:crypto";
import type { Key } from "../../kit/keyring.ts";
import type { Digest } from "./schemes/digest.ts";
import { dummyDigest, readDigest } from "./schemes/read-digest.ts";

/** A stored hash: which pepper went into it (none when another system made it), and the bcrypt or PHC string that came out. */
export type PasswordHash = { pepperId: string; digest: string };

/** A stored hash that was read. `scheme` is how it was made, such as `p=k1$2b$12`; never salt or hash. */
export type StoredHash = { pepperId: string; scheme: string; matches: Digest["matches"] };

const FORM = /^\$flock\$p=([A-Za-z0-9_-]{0,32})\$(\$[\x21-\x7e]+)$/;
const SCHEME = /^p=([A-Za-z0-9_-]{0,32})(\$.+)$/;

/** Writes `$flock$p=<pepper id>$<bcrypt or PHC string>`. */
export const formatPasswordHash = ({ pepperId, digest }: PasswordHash): string => `$flock$p=${pepperId}$${digest}`;

/** Reads what formatPasswordHash wrote; undefined for anything else. */
export function parsePasswordHash(stored: string): PasswordHash | undefined {
  const [, pepperId, digest] = FORM.exec(stored) ?? [];
  return pepperId !== undefined && digest ? { pepperId, digest } : undefined;
}

/** Reads a stored hash to compare with. One that can not be read is an error of ours, which does not quote it. */
export function readPasswordHash(stored: string): StoredHash {
  const { pepperId, digest: text } = parsePasswordHash(stored) ?? { pepperId: "", digest: "" };
  const digest = readDigest(text);
  if ("fault" in digest) throw new Error("a stored password hash is not in Flock's form");
  return { pepperId, scheme: formatScheme(pepperId, digest.params), matches: digest.matches };
}

/** Writes `p=<pepper id><algorithm and parameters>`: how a hash was made. */
export const formatScheme = (pepperId: string, params: string): string => `p=${pepperId}${params}`;

/**
 * A hash of this scheme that no password is known to make, with this pepper if the scheme has any. Undefined when the scheme
 * is not known here.
 */
export function dummyHash(scheme: string, writerId: string): string | undefined {
  const [, pepperId = "", params = ""] = SCHEME.exec(scheme) ?? [];
  const digest = dummyDigest(params);
  return "fault" in readDigest(digest) ? undefined : formatPasswordHash({ pepperId: pepperId && writerId, digest });
}

/**
 * What an algorithm gets to see: base64(HMAC-SHA-256(pepper, password in OpaqueString form)). Always 44 characters without
 * a NUL, so bcrypt, which reads 72 bytes and stops at NUL, never cuts anything.
 */
export const pepperPassword = ({ key }: Key, opaque: string): string =>
  createHmac("sha256", key).update(opaque, "utf8").digest("base64");
