import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "./child.ts";
import { entryOf } from "./process-entry.ts";
import type { RunBook } from "./run-book.ts";
import type { Variables } from "./service-env.ts";
import type { Service } from "./stack-ports.ts";

const STOP_DEADLINE_MS = 20_000;
const READY_DEADLINE_MS = 60_000;
// What a request leaves behind is small and dead at once. Without this V8 keeps far more room for it: 275 instead of 155 MiB.
const NODE_FLAGS = ["--max-semi-space-size=8"];
const root = join(import.meta.dirname, "..");

/** The log file of a part of the stack. */
export const logFileOf = (dir: string, name: string) =>
  name.startsWith("postgres-") ? join(dir, name, "postgres.log") : join(dir, "logs", `${name}.log`);

/** What a service is started with. `base` is the environment around the variables that are meant for it. */
export type ServiceOptions = {
  dir: string;
  service: Service;
  base: NodeJS.ProcessEnv;
  variables: Variables;
  book: RunBook;
};

/** Starts one service; it is not ready yet. */
export async function startService({ dir, service, base, variables, book }: ServiceOptions): Promise<Child> {
  const env = { ...base, ...variables };
  const logFile = logFileOf(dir, service);
  const args = [...NODE_FLAGS, `${service}/main.ts`];
  const child = await startChild({ command: process.execPath, args, cwd: root, env, logFile });
  book.note(service, entryOf(child.pid, "SIGTERM", STOP_DEADLINE_MS));
  return child;
}

/** Waits until a service says that it is ready. Throws with its last log lines when it ends or takes too long. */
export async function untilReady(
  child: Child,
  service: Service,
  adminPort: number,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + READY_DEADLINE_MS;
  while (!(await isReady(adminPort))) {
    signal.throwIfAborted();
    const exit = child.exit();
    const lines = () => child.lastLines(15).join("\n");
    if (exit) throw new Error(`${service} ended with ${exit.signal ?? `code ${exit.code}`}:\n${lines()}`);
    if (Date.now() > end) throw new Error(`${service} is not ready after ${READY_DEADLINE_MS / 1000} s:\n${lines()}`);
    await sleep(50);
  }
}

/** Whether the process behind this admin port says that it is ready. */
export async function isReady(adminPort: number): Promise<boolean> {
  try {
    const response = await fetch(`http://localhost:${adminPort}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
