import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup } from "./child.ts";

/** A process that we started, told so that it is found again later and never mistaken for another one. */
export type ProcessEntry = {
  pid: number;
  /** Differs between two processes that had the same id, one after the other. */
  identity: string;
  /** What asks it to stop. */
  stopSignal: NodeJS.Signals;
  /** How long it may take to stop, in milliseconds. */
  stopDeadlineMs: number;
};

/** Notes down a running process. */
export function entryOf(pid: number, stopSignal: NodeJS.Signals, stopDeadlineMs: number): ProcessEntry {
  return { pid, identity: identityOf(pid) ?? "gone", stopSignal, stopDeadlineMs };
}

/** Whether this very process still runs. */
export const isAlive = ({ pid, identity }: ProcessEntry): boolean => identityOf(pid) === identity;

/** Asks a process to stop and waits; kills its group when it is late. Answers whether it stopped by itself. */
export async function stopEntry(entry: ProcessEntry): Promise<boolean> {
  if (!isAlive(entry)) return true;
  signalProcess(entry.pid, entry.stopSignal);
  signalProcess(entry.pid, "SIGCONT");
  const end = Date.now() + entry.stopDeadlineMs;
  while (isAlive(entry) && Date.now() < end) await sleep(25);
  const stopped = !isAlive(entry);
  await killEntry(entry);
  return stopped;
}

/** Ends a process and its group at once, as a crash would, and waits until it is gone. */
export async function killEntry(entry: ProcessEntry): Promise<void> {
  killEntryNow(entry);
  while (isAlive(entry)) await sleep(10);
}

/** The same without waiting. */
export function killEntryNow(entry: ProcessEntry): void {
  if (isAlive(entry)) signalGroup(entry.pid, "SIGKILL");
}

/** Sends a signal to a process; one that is gone already is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function identityOf(pid: number): string | undefined {
  try {
    return process.platform === "linux" ? linuxIdentity(pid) : startTime(pid);
  } catch {
    return undefined;
  }
}

// The boot and the tick at which it was started. A zombie has ended; only its parent has not looked yet.
function linuxIdentity(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return fields[0] === "Z" || fields[0] === "X" ? undefined : `${boot} ${fields[19]}`;
}

function startTime(pid: number): string | undefined {
  return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
}
