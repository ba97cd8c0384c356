import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** How a process ended. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A process in a group of its own: Ctrl-C in the terminal does not reach it, we stop it in our order. */
export type Child = {
  pid: number;
  /** Settles when the process has ended, however it ended. */
  exited: Promise<Exit>;
  /** How it ended, once it has. */
  exit(): Exit | undefined;
  /** Asks it to stop, and kills its group when it has not stopped in time. Answers whether it stopped by itself. */
  stop(deadlineMs: number): Promise<boolean>;
  /** Ends its group at once, as a crash would. */
  kill(): Promise<Exit>;
  /** The last lines it has logged since it was started. */
  lastLines(count: number): string[];
};

/** What to run, and where its output goes. */
export type ChildOptions = {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Appended to; the process writes it itself, so that it outlives us. */
  logFile: string;
};

/** Starts a process in a group of its own, with its output in a file. Fails when there is no such program. */
export async function startChild({ command, args, env, cwd, logFile }: ChildOptions): Promise<Child> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a", 0o600);
  const begin = statSync(logFile).size;
  const child = spawn(command, args, { env, detached: true, stdio: ["ignore", log, log], ...(cwd && { cwd }) });
  closeSync(log);
  const exited = exitOf(child);
  await once(child, "spawn");
  return handle(child, exited, () => readFileSync(logFile).subarray(begin).toString());
}

function handle(child: ChildProcess, exited: Promise<Exit>, logged: () => string): Child {
  const pid = child.pid ?? 0;
  let exit: Exit | undefined;
  exited.then((how) => {
    exit = how;
  });
  const kill = async () => {
    if (!exit) signalGroup(pid, "SIGKILL");
    return await exited;
  };
  const stop = async (deadlineMs: number) => {
    child.kill("SIGTERM");
    const stopped = await within(exited, deadlineMs);
    await kill();
    return stopped;
  };
  const lastLines = (count: number) => logged().trimEnd().split("\n").slice(-count);
  return { pid, exited, exit: () => exit, stop, kill, lastLines };
}

/** Whether a promise settles in time. */
export async function within(promise: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), deadlineMs);
  return await Promise.race([promise.then(() => true), late]).finally(() => clearTimeout(timer));
}

/** Sends a signal to a process group; one that is gone already is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function exitOf(child: ChildProcess): Promise<Exit> {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  child.once("exit", (code, signal) => resolve({ code, signal }));
  return await promise;
}
