import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Problem, reasonOf } from "../../kit/problem.ts";
import type { Progress } from "./contract.ts";
import type { Registrations } from "./registrations.ts";

export type WatchersOptions = {
  registrations: Pick<Registrations, "find">;
  /** Milliseconds between two reads of one registration, however many watch it. */
  everyMs?: number;
  /** Milliseconds after which a watch ends with the state it has: 15 minutes. */
  endAfterMs?: number;
  /** Watches at once in this process, and of one client. Beyond either: OVERLOADED. */
  limit?: number;
  limitPerClient?: number;
};

export type Watchers = ReturnType<typeof createWatchers>;

/** Lets many watch many registrations: one poll per registration, bounded watches per process and per client. */
export function createWatchers(options: WatchersOptions) {
  const { registrations, everyMs = 500, endAfterMs = 15 * 60 * 1000, limit = 2000, limitPerClient = 50 } = options;
  const admit = admission(limit, limitPerClient);
  const readShared = sharedReads(async (id) => {
    const found = await registrations.find(id);
    if (!found) throw new Problem("REGISTRATION_NOT_FOUND");
    return found.progress;
  }, everyMs);

  /** Yields the state now and every change of it, until the registration ends, the time is up or the signal aborts. */
  return async function* watch(id: string, client: string, signal: AbortSignal): AsyncGenerator<Progress> {
    using _place = admit(client);
    const endAt = Date.now() + endAfterMs;
    let seen = await readShared(id);
    yield seen;
    while (seen.state === "RUNNING" && Date.now() < endAt && !signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => {});
      const latest = neverBack(seen, await readShared(id).catch(ignoreOutage(seen)));
      if (!isDeepStrictEqual(latest, seen)) yield latest;
      seen = latest;
    }
  };
}

// Between an activity's end and the memo that tells of it, nobody counts its attempts.
function neverBack(seen: Progress, latest: Progress): Progress {
  const attempts = (index: number) => seen.steps[index]?.attempts ?? 0;
  const steps = latest.steps.map((step, index) => ({ ...step, attempts: Math.max(step.attempts, attempts(index)) }));
  return { ...latest, steps };
}

/** A watch outlives a restart of Temporal. */
const ignoreOutage = (seen: Progress) => (error: unknown) => {
  if (reasonOf(error) === "SERVICE_UNAVAILABLE") return seen;
  throw error;
};

/** Reads that begin within the same interval share one answer; it is forgotten when the interval is over. */
function sharedReads(read: (id: string) => Promise<Progress>, everyMs: number) {
  const running = new Map<string, Promise<Progress>>();
  return (id: string): Promise<Progress> => {
    const shared = running.get(id) ?? read(id);
    if (!running.has(id)) {
      running.set(id, shared);
      setTimeout(() => running.delete(id), everyMs * 0.9).unref();
    }
    return shared;
  };
}

function admission(limit: number, limitPerClient: number) {
  const perClient = new Map<string, number>();
  let total = 0;
  const count = (client: string, change: 1 | -1) => {
    total += change;
    const left = (perClient.get(client) ?? 0) + change;
    if (left > 0) perClient.set(client, left);
    else perClient.delete(client);
  };
  return (client: string): Disposable => {
    const full = total >= limit || (perClient.get(client) ?? 0) >= limitPerClient;
    if (full) throw new Problem("OVERLOADED", { retryAfterMs: 5000 });
    count(client, 1);
    return { [Symbol.dispose]: () => count(client, -1) };
  };
}
