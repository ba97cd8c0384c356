import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** A process of Flock with these variables and no others. */
export type TestProcess = {
  /** Resolves with the first logged object that has this key, or rejects when the process ends before. */
  logged(key: string): Promise<Record<string, unknown>>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code and all it printed, once it has ended. */
  ended: Promise<{ code: number | null; printed: string }>;
};

/** Starts `node <main> <args>`; it does not outlive this process. */
export const runProcess = (main: string, env: Record<string, string>, args: string[] = []): TestProcess =>
  runProgram(process.execPath, [main, ...args], env);

/** The same for any program that behaves like a process of Flock. */
export function runProgram(program: string, args: string[], env: Record<string, string>): TestProcess {
  const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  process.once("exit", () => kill("SIGKILL"));
  let printed = "";
  const changed = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      changed.dispatchEvent(new Event("line"));
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, printed }));
  const found = (key: string) =>
    printed
      .split("\n")
      .map(asObject)
      .find((line) => key in line);
  const logged = async (key: string) => {
    while (!found(key)) {
      const end = await Promise.race([once(changed, "line"), ended]);
      if ("code" in end && !found(key)) throw new Error(`ended before it logged ${key}: ${printed}`);
    }
    return found(key) as Record<string, unknown>;
  };
  return { logged, kill, ended };
}

function asObject(line: string): Record<string, unknown> {
  return line.startsWith("{") && line.endsWith("}") ? JSON.parse(line) : {};
}
