import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** A bare hash, so many at a time: how long each took, how many there were in a second, CPU of each (milliseconds). */
export type Hashes = { durations: number[]; perSecond: number; cpuMs: number };

/** bcrypt of this cost, or scrypt as better-auth has it (N=16384, r=16, p=1); so many at a time, for so long. */
export type HashOptions = { scheme?: "bcrypt" | "scrypt"; cost: number; concurrency: number; ms: number };

const program = fileURLToPath(new URL("./main.ts", import.meta.url));

// In a process of its own, with one of libuv's threads for each that runs at a time.
async function measureHash({ scheme = "bcrypt", cost, concurrency, ms }: HashOptions): Promise<Hashes> {
  const args = [program, scheme, concurrency, ms, cost].map(String);
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
  return { result, hash: together(before, await measureHash(options)) };
}

/** The same for several hashes, one after the other. */
export async function besideHashes<T>(options: HashOptions[], measure: () => Promise<T>) {
  const before = await oneByOne(options);
  const result = await measure();
  const after = await oneByOne(options);
  return { result, hashes: before.map((hashes, index) => together(hashes, after[index] ?? hashes)) };
}

async function oneByOne(options: HashOptions[]): Promise<Hashes[]> {
  const all: Hashes[] = [];
  for (const one of options) all.push(await measureHash(one));
  return all;
}

function together(before: Hashes, after: Hashes): Hashes {
  const mean = (name: "perSecond" | "cpuMs") => (before[name] + after[name]) / 2;
  return {
    durations: [...before.durations, ...after.durations],
    perSecond: mean("perSecond"),
    cpuMs: mean("cpuMs"),
  };
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
