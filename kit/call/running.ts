import type { ConnectError } from "@connectrpc/connect";

/** The calls that a server is busy with, for a shutdown that finishes them. */
export type Running = {
  /** Counts a call in; the returned function counts it out. */
  add(call: RunningCall): () => void;
  /** Ends calls with this error, those that still arrive too: only the streams, which could last for ever, or all. */
  abort(which: "streams" | "all", reason: ConnectError): void;
  /** Resolves when no call is left. */
  idle(): Promise<void>;
  count(): number;
};

type RunningCall = { stream: boolean; abort(reason: ConnectError): void };

export function createRunning(): Running {
  const calls = new Set<RunningCall>();
  let waiting: (() => void)[] = [];
  let onAdd = (_call: RunningCall): void => undefined;
  const remove = (call: RunningCall) => {
    calls.delete(call);
    if (calls.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    add: (call) => {
      calls.add(call);
      onAdd(call);
      return () => remove(call);
    },
    abort: (which, reason) => {
      onAdd = (call) => {
        if (which === "all" || call.stream) call.abort(reason);
      };
      calls.forEach(onAdd);
    },
    idle: () => (calls.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    count: () => calls.size,
  };
}
