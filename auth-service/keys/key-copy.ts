import type { CryptoKey } from "jose";
import { importJwks, type PublishedJwk, publishedJwk } from "../../kit/access-token/jwks.ts";
import type { LoadedKeys } from "../../kit/access-token/renewed-keys.ts";
import type { Database } from "../../kit/db.ts";
import type { Keyring } from "../../kit/keyring.ts";
import type { Logger } from "../../kit/log.ts";
import { type KeyPair, openPrivateKey } from "./key-pair.ts";
import { type SigningKey, stateOf, type Timings } from "./signing-key.ts";
import { databaseNow, readKeyPairs } from "./signing-keys.ts";

/** What one replica knows of the keys. */
export type KeyCopy = LoadedKeys & {
  rows: SigningKey[];
  published: PublishedJwk[];
  /** Those that sign or will sign and can be opened here, by their ids. */
  privateKeys: ReadonlyMap<string, CryptoKey>;
  /** The moment it is: PostgreSQL's clock when the copy was read, moved on by what has passed since. */
  now(): Date;
};

/** What reading a copy needs. */
export type ReadKeyCopyDeps = { database: Database; keyEncryptionKeys: Keyring; timings: Timings; log: Logger };

/** Reads all keys that are of use. One that can not be opened here is logged as an error, and left out of `privateKeys`. */
export async function readKeyCopy(deps: ReadKeyCopyDeps): Promise<KeyCopy> {
  const { database, timings } = deps;
  const read = await database.query(databaseNow);
  const readAt = performance.now();
  const pairs = await database.query(readKeyPairs);
  const inState = (...states: string[]) => pairs.filter((key) => states.includes(stateOf(key, read, timings)));
  const published = inState("waiting", "signing", "retired")
    .map(toPublished)
    .filter((jwk) => jwk !== undefined);
  return {
    rows: pairs,
    published,
    keys: await importJwks({ keys: published }),
    privateKeys: await openAll(inState("waiting", "signing"), deps),
    renewInMs: untilNext(inState("waiting"), read, timings),
    now: () => new Date(read.getTime() + performance.now() - readAt),
  };
}

const toPublished = ({ publicJwk, kid, algorithm }: KeyPair) =>
  publishedJwk({ ...(publicJwk as object), kid, alg: algorithm, use: "sig" });

// What waits is looked at again just when it begins to sign.
const untilNext = (waiting: SigningKey[], now: Date, { reloadMs }: Timings) =>
  Math.min(reloadMs, ...waiting.map(({ activeFrom }) => activeFrom.getTime() - now.getTime() + 1));

async function openAll(pairs: KeyPair[], { keyEncryptionKeys, log }: ReadKeyCopyDeps) {
  const opened = new Map<string, CryptoKey>();
  for (const pair of pairs) {
    const key = await openPrivateKey(pair, keyEncryptionKeys).catch(() => undefined);
    if (key) opened.set(pair.kid, key);
    else
      log.error(
        { kid: pair.kid },
        "a signing key can not be opened here: KEY_ENCRYPTION_KEYS lacks its key, or it is damaged",
      );
  }
  return opened;
}
