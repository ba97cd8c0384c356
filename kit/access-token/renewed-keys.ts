import { Problem } from "../problem.ts";
import { badSpell } from "./bad-spell.ts";
import type { PublicKeys } from "./jwks.ts";
import type { FindKey } from "./verify.ts";

/** Keys as they were loaded, and after how many milliseconds they are to be loaded again. */
export type LoadedKeys = { keys: PublicKeys; renewInMs: number };

/** How keys are loaded, and how they are kept. */
export type RenewedKeysOptions<T extends LoadedKeys> = {
  load: (signal: AbortSignal) => Promise<T>;
  /** Told once when loading fails, and once when it goes well again after that. */
  onChange: (failure: unknown) => void;
  /** Milliseconds for which loading may fail before anybody is told: a service that is just starting is no news. */
  patienceMs?: number;
  /** Milliseconds between a load that failed and the next one at most; the first ones follow sooner. */
  retryMs?: number;
  /** Milliseconds after which an unknown id is worth a load: else made-up ids would make one each. */
  askAgainMs?: number;
};

/** Keys in memory that are renewed in the background. */
export type RenewedKeys<T extends LoadedKeys> = {
  /** The key of this id, asked for again when it is unknown. Throws SERVICE_UNAVAILABLE while that fails. */
  find: FindKey;
  /** What was loaded last; undefined before the first time. */
  latest(): T | undefined;
  /** Loads now, after the load that runs if one does. Answers whether it went well; never throws. */
  renew(): Promise<boolean>;
  /** Ends what runs in the background. */
  stop(): void;
};

const firstRetryMs = 100;
const renewMsMax = 60 * 60 * 1000; // 1 hour; setTimeout overflows at 2^31

/** Keeps keys: one load at a time, what is known outlives loads that fail. The first load is the caller's `renew`. */
export function renewKeys<T extends LoadedKeys>(options: RenewedKeysOptions<T>): RenewedKeys<T> {
  const { load, onChange, patienceMs = 0, retryMs = 1_000, askAgainMs = 5_000 } = options;
  const stopping = new AbortController();
  let latest: T | undefined;
  let running: Promise<boolean> | undefined;
  let last = { failure: undefined as unknown, nextAskAt: 0 };
  const spell = badSpell(onChange, patienceMs);
  let timer: NodeJS.Timeout | undefined;

  const finish = (failure: unknown, waitMs: number, askAgainInMs: number) => {
    if (stopping.signal.aborted) return !failure;
    last = { failure, nextAskAt: performance.now() + askAgainInMs };
    clearTimeout(timer);
    timer = setTimeout(join, Math.min(waitMs, renewMsMax)).unref();
    return !failure;
  };
  const attempt = async () => {
    const startedAt = performance.now();
    try {
      latest = await load(stopping.signal);
      if (!stopping.signal.aborted) spell.end();
      return finish(undefined, latest.renewInMs, askAgainMs);
    } catch (error) {
      const failure = error ?? new Error("the load failed");
      const failures = stopping.signal.aborted ? 0 : spell.go(failure, startedAt);
      // Without any key every caller is turned away: then whoever calls makes sure that it is still so.
      return finish(failure, retryIn(failures, retryMs), latest ? retryMs : retryIn(1, retryMs));
    }
  };
  const join = () => {
    running ??= attempt().finally(() => {
      running = undefined;
    });
    return running;
  };
  const renew = async () => {
    await running;
    return join();
  };
  const find: FindKey = async (kid) => {
    const known = latest?.keys.get(kid);
    if (known) return known;
    if (running || performance.now() >= last.nextAskAt) await join();
    const found = latest?.keys.get(kid);
    if (!found && (!latest || last.failure)) throw new Problem("SERVICE_UNAVAILABLE", { cause: last.failure });
    return found;
  };
  const stop = () => {
    stopping.abort();
    clearTimeout(timer);
  };
  return { find, latest: () => latest, renew, stop };
}

const retryIn = (failures: number, retryMs: number) => Math.min(retryMs, firstRetryMs * 2 ** (failures - 1));
