const FIRST_MS = 250;
const MOST_MS = 15_000;

/**
 * Milliseconds to wait before the next try, after so many that failed: doubled each time, at random within the half
 * that is above, so that many do not come back at once; never less than the server asked for. `random` is from 0 to 1.
 */
export function backOffMs(failures: number, retryAfterMs: number, random: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.max(retryAfterMs, most / 2 + (most / 2) * random);
}
