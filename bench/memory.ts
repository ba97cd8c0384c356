import { readFileSync } from "node:fs";
import { type Process, processes } from "./cpu.ts";

/** Resident memory of a process in MiB: when watching began, the most that was seen, and at the end. */
export type Memory = { startMiB: number; peakMiB: number; endMiB: number };
export type MemoryByProcess = Record<Process, Memory>;

const EVERY_MS = 500;

/** Looks at the memory of every process twice a second until it is stopped. */
export function watchMemory(pids: Record<Process, number>): { stop(): MemoryByProcess } {
  const seen = processes.map((name) => ({ name, all: [] as number[] }));
  const look = () => {
    for (const { name, all } of seen) all.push(residentMiB(pids[name]));
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  const stop = () => {
    clearInterval(timer);
    look();
    return Object.fromEntries(seen.map(({ name, all }) => [name, memoryOf(all)])) as MemoryByProcess;
  };
  return { stop };
}

const memoryOf = (all: number[]): Memory => ({
  startMiB: all[0] ?? 0,
  peakMiB: Math.max(...all),
  endMiB: all.at(-1) ?? 0,
});

// Nothing for a process that has ended: the reading of its CPU says so.
function residentMiB(pid: number): number {
  const [, kiB = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(statusOf(pid)) ?? [];
  return Number(kiB) / 1024;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
