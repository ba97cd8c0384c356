import { type CryptoKey, calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair, importPKCS8 } from "jose";
import type { Algorithm } from "../../kit/access-token/access-token.ts";
import { publicJwkSchema } from "../../kit/access-token/jwks.ts";
import type { Keyring } from "../../kit/keyring.ts";
import { openText, sealText } from "../../kit/sealed-text.ts";

// Threat: a copy of the database leaks. Whoever has a private key can be any user, so it is stored only under a key that the
// database does not hold, bound to its row: sealed parts can not be exchanged between rows either.

/** The two parts of a signing key as they are stored, and the id that they go by. */
export type KeyPair = { kid: string; algorithm: Algorithm; publicJwk: unknown; sealedPrivate: string };

/** Makes a key pair. Its id is the thumbprint of the public part (RFC 7638). The private part is sealed at once. */
export async function makeKeyPair(algorithm: Algorithm, keyEncryptionKeys: Keyring): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = publicJwkSchema.parse(await exportJWK(publicKey));
  const kid = await calculateJwkThumbprint(publicJwk);
  const plaintext = Buffer.from(await exportPKCS8(privateKey), "utf8");
  return { kid, algorithm, publicJwk, sealedPrivate: sealText(keyEncryptionKeys, plaintext, binding(kid)) };
}

/** The private part of a stored pair; undefined when it was not sealed for this row. Throws KEY_UNAVAILABLE. */
export async function openPrivateKey(pair: KeyPair, keyEncryptionKeys: Keyring): Promise<CryptoKey | undefined> {
  const plaintext = openText(keyEncryptionKeys, pair.sealedPrivate, binding(pair.kid));
  return plaintext && (await importPKCS8(Buffer.from(plaintext).toString("utf8"), pair.algorithm));
}

const binding = (kid: string) => `flock signing key v1 ${kid}`;
