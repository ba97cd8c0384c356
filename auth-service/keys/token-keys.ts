import { LIFETIME_S } from "../../kit/access-token/access-token.ts";
import { type RenewedKeysOptions, renewKeys } from "../../kit/access-token/renewed-keys.ts";
import { createVerifier } from "../../kit/access-token/verify.ts";
import type { Pages } from "../../kit/call/page.ts";
import type { VerifyUser } from "../../kit/gate.ts";
import { Problem } from "../../kit/problem.ts";
import { type IssueAccessToken, issueAccessToken, type Signer } from "./issue-access-token.ts";
import { type KeyCopy, type ReadKeyCopyDeps, readKeyCopy } from "./key-copy.ts";
import { type MaintainKeysDeps, maintainKeys } from "./maintain-keys.ts";
import type { RotateSigningKeyDeps } from "./rotate-signing-key.ts";
import { stateOf, type Timings, upkeepOf } from "./signing-key.ts";
import { wellKnownPages } from "./well-known.ts";

/** How long things take unless a test makes them short. */
const usualTimings: Timings = {
  jwksMaxAgeMs: 5 * 60_000,
  reloadMs: 60_000,
  marginMs: 60_000,
  tokenLifeMs: LIFETIME_S * 1000,
};

/** Whose tokens, how they are signed, and where the keys are. */
export type TokenKeysOptions = Omit<ReadKeyCopyDeps & MaintainKeysDeps, "timings"> &
  Pick<RenewedKeysOptions<KeyCopy>, "askAgainMs"> & { issuer: string; timings?: Timings };

/** All that a process of auth-service does with signing keys. */
export type TokenKeys = Omit<RotateSigningKeyDeps, "database"> & {
  issueAccessToken: IssueAccessToken;
  verifyUser: VerifyUser;
  pages: Pages;
  /** Whether this process could sign a token now. */
  canSign(): boolean;
  stop(): void;
};

/** Reads the keys, makes the first one if there is none, and keeps looking after them. Does not throw: see `canSign`. */
export async function startTokenKeys(options: TokenKeysOptions): Promise<TokenKeys> {
  const { issuer, log, policy, timings = usualTimings, askAgainMs = 5_000 } = options;
  const deps = { ...options, timings };
  const maintain = maintainKeys(deps);
  const load = async () => {
    const copy = await readKeyCopy(deps);
    const { gone, next } = upkeepOf(copy.rows, copy.now(), policy, timings);
    if (gone.length === 0 && !next) return copy;
    await maintain();
    return await readKeyCopy(deps);
  };
  const onChange = (failure: unknown) =>
    failure
      ? log.error({ err: failure }, "the signing keys can not be read")
      : log.info("the signing keys can be read");
  const { find: findKey, latest, renew, stop } = renewKeys({ load, onChange, askAgainMs });
  await renew();
  const signer = () => signerOf(latest(), timings);
  const published = () => latest()?.published ?? unread();
  return {
    ...{ timings, maintain, renew, stop },
    issueAccessToken: issueAccessToken({ issuer, lifetimeS: timings.tokenLifeMs / 1000, signer }),
    verifyUser: createVerifier({ issuer, findKey }),
    pages: wellKnownPages({ issuer, published, timings }),
    canSign: () => canSign(signer),
  };
}

function signerOf(copy: KeyCopy | undefined, timings: Timings): Signer {
  const now = copy?.now() ?? unread();
  const key = copy?.rows.find((row) => stateOf(row, now, timings) === "signing");
  const privateKey = key && copy?.privateKeys.get(key.kid);
  if (!privateKey) throw new Problem("KEY_UNAVAILABLE");
  return { kid: key.kid, algorithm: key.algorithm, privateKey };
}

function unread(): never {
  throw new Problem("SERVICE_UNAVAILABLE");
}

function canSign(signer: () => Signer): boolean {
  try {
    return !!signer();
  } catch {
    return false;
  }
}
