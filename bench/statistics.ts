/** Milliseconds of a set of calls: the median, and how bad the worst 5 % and 1 % are. */
export type Summary = { p50: number; p95: number; p99: number };

/** The percentiles of some durations (nearest rank). */
export function summarize(durations: readonly number[]): Summary {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Milliseconds of CPU that this process has used, system time and all threads included. */
export function cpuMsOfThisProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The middle one of some numbers (nearest rank), which one disturbed round does not move. */
export const median = (numbers: readonly number[]): number => summarize(numbers).p50;
