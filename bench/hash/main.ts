// `node bench/hash/main.ts SCHEME CONCURRENCY MS COST`: hashes for so long, so many at a time, and prints what it took as JSON.
import { randomBytes } from "node:crypto";
import { argv, stdout } from "node:process";
import bcrypt from "bcrypt";
import { hashPassword } from "better-auth/crypto";
import { cpuMsOfThisProcess } from "../statistics.ts";

const [scheme, ...numbers] = argv.slice(2);
const [concurrency = 1, ms = 1000, cost = 12] = numbers.map(Number);
// What auth-service gives bcrypt: a peppered password is always 44 characters.
const input = randomBytes(32).toString("base64");
const hash = scheme === "scrypt" ? () => hashPassword(input) : () => bcrypt.hash(input, cost);

await hash();
const cpuBefore = cpuMsOfThisProcess();
const lanes = await Promise.all(Array.from({ length: concurrency }, lane));
const cpuMs = cpuMsOfThisProcess() - cpuBefore;
stdout.write(JSON.stringify({ lanes, cpuMs }));

async function lane(): Promise<number[]> {
  const durations: number[] = [];
  const end = performance.now() + ms;
  for (let start = performance.now(); start < end; ) {
    await hash();
    const now = performance.now();
    durations.push(now - start);
    start = now;
  }
  return durations;
}
