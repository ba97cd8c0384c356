import { Code, ConnectError } from "@connectrpc/connect";
import { Problem, reasonOf } from "../problem.ts";

/** The Problem that an aborted signal stands for: the deadline, a shutdown, or a caller that went away. */
export function problemOfSignal(signal: AbortSignal): ConnectError {
  const reason: unknown = signal.reason;
  if (reason instanceof ConnectError && reasonOf(reason)) return reason;
  const late = reason instanceof ConnectError && reason.code === Code.DeadlineExceeded;
  return new Problem(late ? "DEADLINE_EXCEEDED" : "CANCELED", { cause: reason });
}

/** Settles like the promise, or rejects with problemOfSignal() as soon as the signal aborts. */
export function raceSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(problemOfSignal(signal));
    const off = () => signal.removeEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
    promise.then(resolve, reject).finally(off);
  });
}

/** The same items; ends with problemOfSignal() as soon as the signal aborts, whatever the source does. */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const item = await raceSignal(items.next(), signal);
      if (item.done) return;
      yield item.value;
    }
  } finally {
    // Not awaited: a source that ignores its signal must not hold the answer back.
    items.return?.().catch(() => undefined);
  }
}
