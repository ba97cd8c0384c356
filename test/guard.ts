import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a shell command as soon as this process is gone, however it ends, kill -9 included: it waits for the end of its
 * input. The answer runs it now and waits for it. `args` are $1 and so on.
 */
export function whenGone(command: string, args: string[], cwd?: string): () => Promise<void> {
  const stdio = ["pipe", "ignore", "ignore"] as const;
  const shell = ["-c", `cat; ${command}`, "sh", ...args];
  const guard = spawn("sh", shell, { detached: true, stdio: [...stdio], ...(cwd && { cwd }) });
  guard.unref();
  return async () => {
    const gone = once(guard, "exit");
    guard.ref();
    guard.stdin.end();
    await gone;
  };
}
