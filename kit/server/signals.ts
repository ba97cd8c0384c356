import type { Logger } from "../log.ts";

type Close = () => Promise<void>;

/**
 * Runs `close` at the first SIGTERM or SIGINT and then ends the process with 0 (1 when it failed); a second signal ends
 * it at once with 1. The returned function closes without ending the process.
 */
export function stopOnSignals(close: Close, log: Logger): Close {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    log.info({ signal }, "stopping");
    if (stopping) process.exit(1);
    stopping = true;
    close().then(
      () => process.exit(0),
      (error) => {
        log.fatal({ err: error }, "the shutdown failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return async () => {
    await close();
    process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
  };
}
