import { createHmac, hkdfSync } from "node:crypto";
import { stringify } from "uuid";
import { asciiLower } from "../../kit/ascii.ts";
import type { Key, Keyring } from "../../kit/keyring.ts";

// Threat: a user id is public, it stands in every profile. An id that anybody can compute from an address would tell whose
// profile belongs to which address, and which addresses are registered. So the address goes into it under a secret key.

/** The ids that the user of an address may have been imported under: one per key, that of the writer first. */
export type UserIds = (email: string) => string[];

/**
 * Makes user ids of addresses: the first 122 bits of an HMAC-SHA-256 as UUID version 8 (RFC 9562), under a key that is
 * derived from each key of a keyring (HKDF, RFC 5869). Surrounding spaces and the case of ASCII letters do not count.
 */
export function createUserIds(keys: Keyring): UserIds {
  const derived = keys.all.map(deriveKey);
  return (email) => derived.map((key) => uuid8(createHmac("sha256", key).update(normalForm(email)).digest()));
}

const deriveKey = ({ key }: Key) => Buffer.from(hkdfSync("sha256", key, "", "flock imported user id v1", 32));

const normalForm = (email: string) => asciiLower(email.trim());

function uuid8(hash: Buffer): string {
  const bytes = hash.subarray(0, 16);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x80;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  return stringify(bytes);
}
