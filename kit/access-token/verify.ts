import { type CryptoKey, type JWTHeaderParameters, jwtVerify } from "jose";
import type { UserCaller, VerifyUser } from "../gate.ts";
import { Problem } from "../problem.ts";
import { AUDIENCE, algorithms, CLOCK_TOLERANCE_S, claimsSchema, LIFETIME_S, TOKEN_TYPE } from "./access-token.ts";

// Threat: somebody makes a token up, changes one, or brings a real one that was made for something else. So the caller of a
// verifier never chooses how it is checked (RFC 8725): algorithm, type, issuer and audience are fixed here, the key is one of
// ours by its id, and why a token was refused is not told.

/** The public key of this id; undefined when there is none. Throws SERVICE_UNAVAILABLE while it can not tell. */
export type FindKey = (kid: string) => Promise<CryptoKey | undefined>;

/** Whose tokens are accepted, and where the keys are. */
export type VerifierOptions = { issuer: string; findKey: FindKey };

/**
 * Checks access tokens without asking anybody (RFC 9068 section 4). Throws INVALID_ACCESS_TOKEN for whatever is wrong with a
 * token, and SERVICE_UNAVAILABLE while the keys can not be had.
 */
export function createVerifier({ issuer, findKey }: VerifierOptions): VerifyUser {
  const options = {
    issuer,
    audience: AUDIENCE,
    typ: TOKEN_TYPE,
    algorithms: [...algorithms],
    clockTolerance: CLOCK_TOLERANCE_S,
    maxTokenAge: LIFETIME_S,
    requiredClaims: ["exp"],
  };
  const keyOf = async ({ kid }: JWTHeaderParameters) => {
    const key = typeof kid === "string" ? await findKey(kid) : undefined;
    if (!key) throw refused();
    return key;
  };
  return async (token) => callerOf((await jwtVerify(token, keyOf, options).catch(orRefused)).payload);
}

function callerOf(payload: unknown): UserCaller {
  const { success, data } = claimsSchema.safeParse(payload);
  if (!success) throw refused();
  return { kind: "user", id: data.sub, sessionId: data.sid };
}

const refused = () => new Problem("INVALID_ACCESS_TOKEN");

function orRefused(error: unknown): never {
  throw error instanceof Problem ? error : refused();
}
