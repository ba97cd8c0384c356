const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
// make hands a signal on that reached us by itself already; a person takes longer to press Ctrl-C again.
const SAME_REQUEST_MS = 500;

/** Calls `first` when this process is asked to stop, and ends it, after `second`, when it is asked again. */
export function onStop({ first, second }: { first(): void; second(): void }): { dispose(): void } {
  let askedAt: number | undefined;
  const asked = () => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      return first();
    }
    if (Date.now() - askedAt < SAME_REQUEST_MS) return;
    second();
    process.exit(130);
  };
  for (const signal of signals) process.on(signal, asked);
  const dispose = () => {
    for (const signal of signals) process.off(signal, asked);
  };
  return { dispose };
}
