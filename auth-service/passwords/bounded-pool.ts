import { Problem } from "../../kit/problem.ts";

/** Runs a few tasks at a time, lets a few more wait in order, and sheds the rest. */
export type BoundedPool = {
  /** Runs the task when a slot is free. Throws OVERLOADED with a delay when the queue is full; leaves it on abort. */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  running(): number;
  waiting(): number;
};

/**
 * Sizes of a pool, what one task takes (milliseconds) until the first one has been measured, and how long anybody may be let
 * wait (milliseconds): whoever would wait longer is shed too.
 */
export type PoolOptions = { concurrency: number; queueLimit: number; expectedMs: number; waitMsMax?: number };

type Waiter = () => void;

/** A pool that measures its tasks, so that a caller it sheds learns when there will be room again. */
export function createBoundedPool({
  concurrency,
  queueLimit,
  expectedMs,
  waitMsMax = Infinity,
}: PoolOptions): BoundedPool {
  const queue: Waiter[] = [];
  let running = 0;
  let averageMs = expectedMs;

  const leaveQueue = (waiter: Waiter) => {
    const place = queue.indexOf(waiter);
    if (place >= 0) queue.splice(place, 1);
  };

  // A slot passes from hand to hand: `running` falls only when nobody waits, so no newcomer can jump the queue.
  const release = () => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };

  const wait = (signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const abort = () => {
        leaveQueue(start);
        reject(signal?.reason);
      };
      const start = () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      };
      signal?.addEventListener("abort", abort, { once: true });
      queue.push(start);
    });

  const waitMs = () => (averageMs * (queue.length + 1)) / concurrency;

  const acquire = async (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    if (running < concurrency) running++;
    else if (queue.length < queueLimit && waitMs() <= waitMsMax) await wait(signal);
    else throw new Problem("OVERLOADED", { retryAfterMs: Math.ceil(waitMs()) });
  };

  const measured = async <T>(task: () => Promise<T>) => {
    const startedAt = performance.now();
    const result = await task();
    averageMs += (performance.now() - startedAt - averageMs) / 8;
    return result;
  };

  return {
    async run(task, signal) {
      await acquire(signal);
      try {
        return await measured(task);
      } finally {
        release();
      }
    },
    running: () => running,
    waiting: () => queue.length,
  };
}
