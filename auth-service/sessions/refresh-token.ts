import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

// Threat: a refresh token is as good as a password for as long as its session lives, and the table of tokens may leak by a
// backup, a replica or an injection. So the table holds only the SHA-256 of each secret: 32 random bytes can not be guessed,
// which makes a slow hash needless. The id finds the row, so that no secret is ever looked up; secrets are compared in
// constant time. (OWASP, Session Management Cheat Sheet; RFC 6819, 5.1.4.1.3.)

/** A refresh token in its parts: the id of its row, and what only its holder knows. */
export type RefreshToken = { id: string; secret: string };

const SECRET_BYTES = 32;
// The one spelling of each: a UUID in lower case, and the base64url of 32 bytes.
const FORM = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** A new token for the row of this id: what its holder gets, and the hash that is stored. */
export function newRefreshToken(id: string): { text: string; hash: string } {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return { text: `${id}.${secret}`, hash: sha256(secret).toString("hex") };
}

/** Reads `<uuid>.<secret>`; undefined for anything else. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id && secret ? { id, secret } : undefined;
}

/** Whether the secret is the one of this stored hash. Takes the same time for every wrong one. */
export function isSecretOf(hash: string, secret: string): boolean {
  const stored = Buffer.from(hash, "hex");
  const given = sha256(secret);
  return stored.length === given.length && timingSafeEqual(stored, given);
}

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest();
