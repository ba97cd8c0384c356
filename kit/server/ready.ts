/** Whether a process can serve right now. Never throws. */
export type Ready = () => Promise<boolean>;

const checkMsMax = 2_000;

/**
 * Readiness from a check that resolves when all is well and answers false or rejects when not. A check that takes
 * longer than 2 seconds counts as failed; checks at the same time share one run.
 */
export function createReady(check: () => unknown): Ready {
  let running: Promise<boolean> | undefined;
  return () => {
    running ??= runCheck(check).finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function runCheck(check: () => unknown): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), checkMsMax);
  try {
    return (await Promise.race([check(), late])) !== false;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
