import { importJWK, type CryptoKey as PublicKey } from "jose";
import { z } from "zod";
import { algorithms } from "./access-token.ts";

/** Where a service publishes its keys, below its issuer's URL. */
export const JWKS_PATH = "/.well-known/jwks.json";

// Names the public members only, so that no private one can get out by mistake.
const publicMembers = { kty: z.string(), crv: z.string(), x: z.string(), y: z.string().exactOptional() };

/** The public part of a signing key, without its id (RFC 7518 section 6.2, RFC 8037 section 2). */
export const publicJwkSchema = z.object(publicMembers);

/** The public part of a signing key as it is published (RFC 7517 section 4). */
const publishedJwkSchema = z.object({
  ...publicMembers,
  kid: z.string().min(1).max(64),
  alg: z.enum(algorithms),
  use: z.literal("sig"),
});

/** One key of a JWKS. */
export type PublishedJwk = z.output<typeof publishedJwkSchema>;

/** A key as it is published, of whatever it may be; undefined when it can not be one. No private member gets through. */
export const publishedJwk = (json: unknown): PublishedJwk | undefined => publishedJwkSchema.safeParse(json).data;

const setSchema = z.object({ keys: z.array(z.unknown()) });

/** Public keys by their ids, ready to verify with. */
export type PublicKeys = ReadonlyMap<string, PublicKey>;

/** The keys of a JWKS that can verify access tokens; others are left out (RFC 7517 section 5). Throws when it is no JWKS. */
export async function importJwks(json: unknown): Promise<PublicKeys> {
  const { keys } = setSchema.parse(json);
  const entries = await Promise.all(keys.map(importKey));
  return new Map(entries.filter((entry) => entry !== undefined));
}

async function importKey(json: unknown): Promise<[kid: string, key: PublicKey] | undefined> {
  const jwk = publishedJwk(json);
  const key = jwk && (await importJWK(jwk, jwk.alg).catch(() => undefined));
  return jwk && key instanceof CryptoKey ? [jwk.kid, key] : undefined;
}
