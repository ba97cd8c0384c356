import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

// Threat: a callee's memory, config or backup leaks. A credential is `id.secret`; whoever checks it holds only the
// SHA-256 of the secret, which is of no use without the secret (32 random bytes, so a fast hash is enough).

/** A credential that a service accepts: whose it is, its id, and the SHA-256 of its secret. */
export type AcceptedCredential = { name: string; id: string; hash: Uint8Array };

const entryForm = /^([a-z][a-z0-9-]{0,62}):([A-Za-z0-9_-]{1,64}):([0-9a-f]{64})$/;
const credentialForm = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{43,})$/;

/** Parses `name:id:sha256hex` entries separated by commas. Throws an Error that names the faulty entry by its position. */
export const parseAccepted = (text: string): AcceptedCredential[] => text.split(",").map(parseEntry);

/** Parses one's own credential, `id.secret`. Throws an Error without quoting it. */
export function parseCredential(text: string): string {
  if (!credentialForm.test(text)) throw new Error("must be id.secret, with a secret of at least 32 bytes in base64url");
  return text;
}

/** The name of the caller whose credential this is, or undefined. Takes the same time for every wrong secret. */
export function acceptedCaller(accepted: readonly AcceptedCredential[], credential: string): string | undefined {
  const [, id, secret] = credentialForm.exec(credential) ?? [];
  const given = sha256(secret ?? "");
  return accepted.find((entry) => timingSafeEqual(entry.hash, given) && entry.id === id)?.name;
}

/** Makes a credential for a caller, and the entry with which callees accept it. */
export function newCredential(name: string, id: string): { credential: string; accepted: string } {
  const secret = randomBytes(32).toString("base64url");
  return { credential: `${id}.${secret}`, accepted: `${name}:${id}:${sha256(secret).toString("hex")}` };
}

function parseEntry(entry: string, index: number): AcceptedCredential {
  const [, name, id, hash] = entryForm.exec(entry.trim()) ?? [];
  if (!name || !id || !hash) throw new Error(`entry ${index + 1} must be name:id:sha256 of the secret in hex`);
  return { name, id, hash: Buffer.from(hash, "hex") };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
