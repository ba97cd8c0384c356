import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Bare bcrypt, so many at a time: how long each took, how many there were in a second, CPU of each (milliseconds). */
export type Hashes = { durations: number[]; perSecond: number; cpuMs: number };
export type HashOptions = { cost: number; concurrency: number; ms: number };

const program = fileURLToPath(new URL("./main.ts", import.meta.url));

// In a process of its own, with one of libuv's threads for each that runs at a time.
async function measureHash({ cost, concurrency, ms }: HashOptions): Promise<Hashes> {
  const args = [program, concurrency, ms, cost].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { UV_THREADPOOL_SIZE: String(concurrency) },
  });
  const { lanes, cpuMs } = JSON.parse(stdout) as { lanes: number[][]; cpuMs: number };
  const durations = lanes.flat();
  const perSecond = sum(lanes.map((lane) => (lane.length * 1000) / sum(lane)));
  return { durations, perSecond, cpuMs: cpuMs / durations.length };
}

/** Measures the hash right before and right after something else, so that both met the same machine. */
export async function besideHash<T>(options: HashOptions, measure: (hash: Hashes) => Promise<T>) {
  const before = await measureHash(options);
  const result = await measure(before);
  const after = await measureHash(options);
  const durations = [...before.durations, ...after.durations];
  const mean = (name: "perSecond" | "cpuMs") => (before[name] + after[name]) / 2;
  return { result, hash: { durations, perSecond: mean("perSecond"), cpuMs: mean("cpuMs") } };
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
