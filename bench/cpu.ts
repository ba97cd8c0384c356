import { readdirSync, readFileSync } from "node:fs";
import { type Database, type Service, services } from "../dev/stack-ports.ts";
import { cpuMsOfThisProcess } from "./statistics.ts";

/** A process of the stack. */
export type Process = Service | `postgres-${Database}` | "temporal";
export const processes: Process[] = [...services, "postgres-auth", "postgres-profile", "temporal"];

/**
 * Milliseconds of CPU by process, system time, threads and child processes included. `hash` is the part of auth-service
 * in libuv's threads, `bench` this process, `elsewhere` what the machine did for anybody else.
 */
export type Cpu = Record<Process | "hash" | "bench" | "elsewhere", number>;

// Linux tells CPU time in hundredths of a second on every machine that node runs on.
const MS_PER_TICK = 10;

/** What every process has used since it was started. Throws when one of them has ended. */
export function readCpu(pids: Record<Process, number>): Cpu {
  const stats = allStats();
  const ended = processes.filter((name) => !stats.some(({ pid }) => pid === pids[name]));
  if (ended.length > 0) throw new Error(`${ended.join(" and ")} ended while it was measured`);
  const trees = processes.map((name) => [name, treeMs(pids[name], stats)] as const);
  const known = { ...(Object.fromEntries(trees) as Record<Process, number>), bench: cpuMsOfThisProcess() };
  const elsewhere = cpuMsOfMachine() - Object.values(known).reduce((sum, ms) => sum + ms, 0);
  return { ...known, hash: hashMs(pids["auth-service"]), elsewhere };
}

/** What was used between two readings, divided by a number of things done. */
export function cpuBetween(before: Cpu, after: Cpu, things = 1): Cpu {
  const names = Object.keys(after) as (keyof Cpu)[];
  return Object.fromEntries(names.map((name) => [name, (after[name] - before[name]) / things])) as Cpu;
}

/** What one process and those it started have used. */
export const cpuMsOf = (pid: number): number => treeMs(pid, allStats());

type Stat = { pid: number; name: string; parent: number; ownMs: number; withEndedMs: number };

function treeMs(pid: number, stats: Stat[]): number {
  const own = stats.find((stat) => stat.pid === pid)?.withEndedMs ?? 0;
  const children = stats.filter(({ parent }) => parent === pid);
  return children.reduce((sum, child) => sum + treeMs(child.pid, stats), own);
}

const allStats = () => numbersIn("/proc").flatMap((pid) => statOf(`/proc/${pid}`, pid) ?? []);

// Only bcrypt runs in auth-service's libuv threads while it is under load; what else they do (DNS) is over by then.
function hashMs(pid: number): number {
  const tasks = numbersIn(`/proc/${pid}/task`).flatMap((tid) => statOf(`/proc/${pid}/task/${tid}`, tid) ?? []);
  const pool = tasks.filter(({ name }) => name === "libuv-worker");
  return pool.reduce((sum, { ownMs }) => sum + ownMs, 0);
}

const numbersIn = (path: string) => readdirSync(path).filter(isNumber).map(Number);
const isNumber = (name: string) => /^\d+$/.test(name);

function statOf(path: string, pid: number): Stat | undefined {
  try {
    const text = readFileSync(`${path}/stat`, "utf8");
    const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
    const ownMs = (user + system) * MS_PER_TICK;
    return {
      pid,
      name,
      parent: Number(fields[1]),
      ownMs,
      withEndedMs: ownMs + (endedUser + endedSystem) * MS_PER_TICK,
    };
  } catch {
    return undefined; // it has ended since it was listed
  }
}

/**
 * What the whole machine has used: of user nice system idle iowait irq softirq steal all but idle and iowait, which is work of
 * this machine or of its host.
 */
export function cpuMsOfMachine(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync("/proc/stat", "utf8")
    .split("\n", 1)
    .flatMap((line) => line.trim().split(/\s+/).slice(1).map(Number));
  return (user + nice + system + irq + softirq + steal) * MS_PER_TICK;
}
