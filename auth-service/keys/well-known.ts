import { JWKS_PATH, type PublishedJwk } from "../../kit/access-token/jwks.ts";
import type { Page, Pages } from "../../kit/call/page.ts";
import type { Timings } from "./signing-key.ts";

/** Whose keys, what they are at this moment, and how long others may keep the answer. `published` may throw a Problem. */
export type WellKnown = { issuer: string; published: () => PublishedJwk[]; timings: Timings };

/**
 * The documents by which anybody can verify our access tokens: the keys (RFC 7517), and where they are (OpenID Connect
 * Discovery 1.0, as far as it is true of a server that has no authorization endpoint).
 */
export function wellKnownPages({ issuer, published, timings }: WellKnown): Pages {
  const headers = {
    "content-type": "application/json",
    "cache-control": `public, max-age=${Math.floor(timings.jwksMaxAgeMs / 1000)}`,
    "access-control-allow-origin": "*",
  };
  const page = (json: () => object): Page => ({ content: () => ({ headers, text: JSON.stringify(json()) }) });
  return {
    [JWKS_PATH]: page(() => ({ keys: published() })),
    "/.well-known/openid-configuration": page(() => ({
      issuer,
      jwks_uri: `${issuer}${JWKS_PATH}`,
      response_types_supported: [],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: [...new Set(published().map(({ alg }) => alg))],
    })),
  };
}
