import { z } from "zod";

/** What an access token is good for: every service of Flock, and nothing else (`aud`, RFC 7519 section 4.1.3). */
export const AUDIENCE = "flock";

/** The `typ` of an access token, so that no other JWT of the same keys is taken for one (RFC 9068, RFC 8725 3.11). */
export const TOKEN_TYPE = "at+jwt";

/** Seconds that an access token is valid: so long does it outlive its session. */
export const LIFETIME_S = 10 * 60; // 10 minutes

/** Seconds that the clocks of two machines may differ. */
export const CLOCK_TOLERANCE_S = 60; // 1 minute

/** How access tokens may be signed (RFC 7518 section 3.4, RFC 8037): with a private key, never with a shared secret. */
export const algorithms = ["ES256", "EdDSA"] as const;

/** How an access token is signed. */
export type Algorithm = (typeof algorithms)[number];

const id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/**
 * What an access token claims: RFC 9068 without `client_id`, because Flock knows no clients apart from its users. `sub` is
 * the user's id, `sid` the session's, both lower-case UUIDs; `iat` and `exp` are seconds since the epoch.
 */
export const claimsSchema = z.object({
  iss: z.string().min(1),
  aud: z.literal(AUDIENCE),
  sub: id,
  sid: id,
  iat: z.int(),
  exp: z.int(),
  jti: z.string().min(1).max(64),
});

/** The claims of one access token. */
export type Claims = z.output<typeof claimsSchema>;

/** Whose token is made, by whom, under which id of its own, from when on, and for how many seconds. */
type NewClaims = { issuer: string; userId: string; sessionId: string; jti: string; now: Date; lifetimeS: number };

/** The claims of a new access token. */
export function newClaims({ issuer, userId, sessionId, jti, now, lifetimeS }: NewClaims): Claims {
  const iat = Math.floor(now.getTime() / 1000);
  return { iss: issuer, aud: AUDIENCE, sub: userId, sid: sessionId, iat, exp: iat + lifetimeS, jti };
}
