const SIGNALS = ["SIGINT", "SIGTERM"] as const;
// npx hands a signal on that reached us by itself already; a person takes longer to press Ctrl-C again.
const SAME_REQUEST_MS = 500;
const INTERRUPTED = 130;

/** A signal that is aborted when the process is first asked to stop; asked again, the process ends at once. */
export function createStopSignal(onStop: () => void): { signal: AbortSignal; dispose(): void } {
  const stop = new AbortController();
  let askedAt = 0;
  const asked = () => {
    if (stop.signal.aborted && Date.now() - askedAt >= SAME_REQUEST_MS) process.exit(INTERRUPTED);
    if (stop.signal.aborted) return;
    askedAt = Date.now();
    stop.abort();
    onStop();
  };
  for (const name of SIGNALS) process.on(name, asked);
  const dispose = () => {
    for (const name of SIGNALS) process.off(name, asked);
  };
  return { signal: stop.signal, dispose };
}
