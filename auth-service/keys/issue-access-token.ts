import { randomUUID } from "node:crypto";
import { type CryptoKey, SignJWT } from "jose";
import { type Algorithm, newClaims, TOKEN_TYPE } from "../../kit/access-token/access-token.ts";

/** For whom an access token is made, and the moment (PostgreSQL's) at which it is. */
export type AccessTokenSubject = { userId: string; sessionId: string; now: Date };

/** Makes an access token. Throws KEY_UNAVAILABLE. */
export type IssueAccessToken = (subject: AccessTokenSubject) => Promise<{ accessToken: string; expiresAt: Date }>;

/** The key that signs at this moment. */
export type Signer = { kid: string; algorithm: Algorithm; privateKey: CryptoKey };

/** In whose name tokens are made, for how long, and with which key. */
export type IssueAccessTokenDeps = { issuer: string; lifetimeS: number; signer: () => Signer };

/** Signs access tokens (RFC 9068) with the key whose turn it is. */
export const issueAccessToken =
  ({ issuer, lifetimeS, signer }: IssueAccessTokenDeps): IssueAccessToken =>
  async (subject) => {
    const { kid, algorithm, privateKey } = signer();
    const claims = newClaims({ issuer, lifetimeS, jti: randomUUID(), ...subject });
    const header = { alg: algorithm, typ: TOKEN_TYPE, kid };
    const accessToken = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    return { accessToken, expiresAt: new Date(claims.exp * 1000) };
  };
