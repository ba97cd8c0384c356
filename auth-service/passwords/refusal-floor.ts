import { setTimeout as sleep } from "node:timers/promises";

/** The time after which every refusal leaves, so that it tells nothing of why: an unknown user refuses as slowly as any. */
export type RefusalFloor = {
  /** How long a refused check lasts at least, in milliseconds. */
  ms(): number;
  /** Raises the floor above a scheme of which a comparison takes so many milliseconds. */
  cover(comparisonMs: number): void;
  /** Tells how many milliseconds a check took just now. */
  observe(checkMs: number): void;
  /** Resolves when the floor has passed since `startedAt` (by performance.now()). Rejects with the signal's reason. */
  passed(startedAt: number, signal?: AbortSignal): Promise<void>;
};

/** The least floor, and how far slow checks may raise it above what the schemes ask for, in milliseconds. */
export type FloorOptions = { leastMs?: number; loadMaxMs?: number };

const MARGIN = 1.3;
const MEMORY = 64; // checks

/**
 * A floor of 1.3 times the slowest scheme. Under load checks take longer, so it also follows them: it rises at once to any
 * that took longer, up to 3 seconds, and sinks over some 64 checks towards what they take then.
 */
export function createFloor({ leastMs = 0, loadMaxMs = 3_000 }: FloorOptions = {}): RefusalFloor {
  let slowestMs = 0;
  let recentMs = 0;
  const ms = () => Math.max(leastMs, MARGIN * slowestMs, Math.min(recentMs, loadMaxMs));
  return {
    ms,
    cover(comparisonMs) {
      slowestMs = Math.max(slowestMs, comparisonMs);
    },
    observe(checkMs) {
      recentMs = Math.max(checkMs, recentMs + (checkMs - recentMs) / MEMORY);
    },
    async passed(startedAt, signal) {
      const leftMs = Math.ceil(startedAt + ms() - performance.now());
      if (leftMs > 0) await wait(leftMs, signal);
    },
  };
}

const wait = (ms: number, signal?: AbortSignal) =>
  sleep(ms, undefined, { ...(signal && { signal }) }).catch((error) => {
    throw signal?.reason ?? error;
  });
