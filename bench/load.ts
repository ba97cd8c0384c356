import { setTimeout as sleep } from "node:timers/promises";

/** How a call ended. A shed one says when to come back; a failed one why. */
export type Answer = { kind: "accepted" } | { kind: "shed"; retryAfterMs: number } | { kind: "failed"; reason: string };
/** Never throws: a failure is an answer. */
export type Call = () => Promise<Answer>;
export type Timed = Answer & { ms: number };

/** What happened between two moments, both read in the middle of the load. */
export type Window<T> = { calls: Timed[]; seconds: number; before: T; after: T };

export type ClosedLoop = { clients: number; warmUpMs: number; ms: number };

/** Clients that each call, wait for the answer and call again. Only calls that end within the window count. */
export async function closedLoop<T>({ clients, warmUpMs, ms }: ClosedLoop, call: Call, read: () => T) {
  const calls: Timed[] = [];
  const ended = new AbortController();
  const client = async () => {
    while (!ended.signal.aborted) {
      const answer = await timed(call);
      calls.push(answer);
      if (answer.kind === "shed") await sleep(answer.retryAfterMs, undefined, { signal: ended.signal }).catch(() => {});
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  await sleep(warmUpMs);
  const window = await watchWindow(ms, calls, read);
  ended.abort();
  await all;
  return window;
}

/**
 * Clients that call again and again until the time is over, and are waited for. Every call counts, so all that was used
 * between the two readings was used for them. A second has as many calls as the clients' own rates add up to.
 */
export async function wholeCalls<T>({ clients, ms }: { clients: number; ms: number }, call: Call, read: () => T) {
  const [before, start] = [read(), performance.now()];
  const client = async () => {
    const calls: Timed[] = [];
    while (performance.now() - start < ms) calls.push(await timed(call));
    return { calls, perSecond: (calls.length * 1000) / (performance.now() - start) };
  };
  const all = await Promise.all(Array.from({ length: clients }, client));
  const [after, seconds] = [read(), (performance.now() - start) / 1000];
  const perSecond = all.reduce((sum, one) => sum + one.perSecond, 0);
  return { calls: all.flatMap(({ calls }) => calls), seconds, perSecond, before, after };
}

async function watchWindow<T>(ms: number, calls: Timed[], read: () => T): Promise<Window<T>> {
  const [from, before, start] = [calls.length, read(), performance.now()];
  await sleep(ms);
  const [to, after, end] = [calls.length, read(), performance.now()];
  return { calls: calls.slice(from, to), seconds: (end - start) / 1000, before, after };
}

/** Calls at a fixed rate, whatever becomes of them. A call's time begins when it was due, so no delay goes unseen. */
export async function openLoop({ perSecond, ms }: { perSecond: number; ms: number }, call: Call): Promise<Timed[]> {
  const start = performance.now();
  const calls: Promise<Timed>[] = [];
  for (let due = 0; due < ms; due += 1000 / perSecond) {
    await sleep(Math.max(0, start + due - performance.now()));
    calls.push(timed(call, start + due));
  }
  return await Promise.all(calls);
}

async function timed(call: Call, start = performance.now()): Promise<Timed> {
  const answer = await call();
  return { ...answer, ms: performance.now() - start };
}

/** The milliseconds of the calls that were accepted. */
export const acceptedMs = (calls: Timed[]) => calls.flatMap(({ kind, ms }) => (kind === "accepted" ? [ms] : []));

/** How many calls ended in which way, and why those that failed did. */
export function tally(calls: Timed[]) {
  const count = (kind: Answer["kind"]) => calls.filter((call) => call.kind === kind).length;
  const reasons = calls.flatMap((call) => (call.kind === "failed" ? [call.reason] : []));
  const counts = { accepted: count("accepted"), shed: count("shed"), failed: count("failed") };
  return { ...counts, reasons: [...new Set(reasons)] };
}
