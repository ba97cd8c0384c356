import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { median } from "../../statistics.ts";

/** What a verifying process is told: whose tokens, where the keys are, how often and how long (milliseconds) to verify. */
export type Task = { baseUrl: string; issuer: string; tokens: string[]; rounds: number; ms: number };

/** CPU of one verification in milliseconds, all threads included, and how many there were in a second, one at a time. */
export type Round = { cpuMs: number; perSecond: number };

/** What the rounds say. */
export type Verification = { bestMs: number; medianMs: number; perSecond: number; rounds: number };

const program = fileURLToPath(new URL("./main.ts", import.meta.url));

/** Verifies access tokens offline in a process of its own, with the verifier that every service uses. */
export async function measureVerification(task: Task): Promise<Verification> {
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"], env: {} });
  child.stdin.end(JSON.stringify(task));
  const output = await text(child.stdout);
  if (output === "") throw new Error("the verifying process ended without an answer");
  return verificationOf(JSON.parse(output) as Round[]);
}

/** The best and the middle of some rounds. */
export function verificationOf(rounds: Round[]): Verification {
  const cpu = rounds.map(({ cpuMs }) => cpuMs);
  const perSecond = median(rounds.map((round) => round.perSecond));
  return { bestMs: Math.min(...cpu), medianMs: median(cpu), perSecond, rounds: rounds.length };
}
