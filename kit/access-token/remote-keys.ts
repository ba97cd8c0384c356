import type { Logger } from "../log.ts";
import { importJwks, JWKS_PATH } from "./jwks.ts";
import { type LoadedKeys, type RenewedKeys, type RenewedKeysOptions, renewKeys } from "./renewed-keys.ts";

/** Where the keys are published, and how often they are asked for when there is a reason to. */
export type RemoteKeysOptions = Pick<RenewedKeysOptions<LoadedKeys>, "patienceMs" | "retryMs" | "askAgainMs"> & {
  /** The service that publishes them. */
  baseUrl: string;
  log: Logger;
};

const fetchMsMax = 3_000;
const patienceMs = 5_000; // whichever of the two services starts first
const freshMsLeast = 1_000;
const freshMsDefault = 5 * 60 * 1000; // 5 minutes

/**
 * The public keys of another service. The first load begins at once and nobody waits for it; renewed as soon as the answer's
 * `cache-control` calls it stale. (jose's createRemoteJWKSet drops its keys when a renewal fails, and takes no cool-down
 * after one that failed.)
 */
export function remoteKeys({ baseUrl, log, ...timing }: RemoteKeysOptions): RenewedKeys<LoadedKeys> {
  const keys = renewKeys({
    ...{ patienceMs, ...timing },
    load: (signal) => fetchKeys(`${baseUrl}${JWKS_PATH}`, signal),
    onChange: (failure) =>
      failure
        ? log.warn({ err: failure }, "the keys of access tokens can not be fetched")
        : log.info("the keys of access tokens can be fetched again"),
  });
  void keys.renew();
  return keys;
}

async function fetchKeys(url: string, stop: AbortSignal): Promise<LoadedKeys> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(fetchMsMax)]);
  const response = await fetch(url, { signal, redirect: "error", headers: { accept: "application/json" } });
  const keys = await importJwks(await response.json());
  if (!response.ok || keys.size === 0) throw new Error("the answer holds no key");
  return { keys, renewInMs: freshMs(response.headers) };
}

/** How long an answer is fresh: its max-age less the age that it came with (RFC 9111 section 4.2). */
export function freshMs(headers: Headers): number {
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(headers.get("cache-control") ?? "")?.[1];
  if (maxAge === undefined) return freshMsDefault;
  return Math.max(freshMsLeast, (Number(maxAge) - (Number(headers.get("age")) || 0)) * 1000);
}
