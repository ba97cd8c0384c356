import { randomUUID } from "node:crypto";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { type Algorithm, newClaims, TOKEN_TYPE } from "../access-token/access-token.ts";
import { JWKS_PATH } from "../access-token/jwks.ts";
import type { Pages } from "../call/page.ts";

/** Whose tokens these are. */
export const testIssuer = "http://issuer.test";

/** How a token differs from a good one; what is undefined is left out of it. */
export type Changes = { header?: object; claims?: object; key?: CryptoKey | Uint8Array };

/** A key of an issuer and the tokens that it signs: good ones, unless a test wants them otherwise. */
export async function tokenMaker(algorithm: Algorithm = "ES256", kid: string = randomUUID()) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" };
  const make = ({ header, claims, key = privateKey }: Changes = {}) => {
    const usual = newClaims({
      ...{ issuer: testIssuer, userId: randomUUID(), sessionId: randomUUID(), jti: randomUUID() },
      ...{ now: new Date(), lifetimeS: 600 },
    });
    const payload = JSON.parse(JSON.stringify({ ...usual, ...claims })) as JWTPayload;
    return new SignJWT(payload).setProtectedHeader({ alg: algorithm, typ: TOKEN_TYPE, kid, ...header }).sign(key);
  };
  return { kid, jwk, publicKey, privateKey, make };
}

/** The pages of an issuer whose keys can change, and how often they were asked for. */
export function testIssuerPages(cacheControl = "public, max-age=300") {
  const state = { keys: [] as unknown[], asked: 0, fails: false };
  const content = () => {
    state.asked++;
    if (state.fails) throw new Error("no keys today");
    const headers = { "content-type": "application/json", "cache-control": cacheControl };
    return { headers, text: JSON.stringify({ keys: state.keys }) };
  };
  const pages: Pages = { [JWKS_PATH]: { content } };
  return { state, pages };
}
