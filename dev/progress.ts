/** Where a tool of the local stack says what it is doing: one line at a time. */
export type Say = (line: string) => void;

/** Seconds since a moment, for people. */
export const since = (startMs: number) => `${((Date.now() - startMs) / 1000).toFixed(1)} s`;

/** Does some work; says every so often that it still goes on, so that nobody takes long for stuck. */
export async function whileSaying<T>(say: Say, what: string, work: () => Promise<T>, everyMs = 15_000): Promise<T> {
  const start = Date.now();
  const timer = setInterval(() => say(`${what}: ${since(start)} so far`), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
