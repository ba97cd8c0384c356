import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";

const root = join(import.meta.dirname, "../..");

/** How a `flock` command ended. */
export type Ended = { code: number | null; stdout: string; stderr: string };

/** A `flock` command that runs. */
export type Running = {
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when standard error has shown this. */
  said(what: string): Promise<void>;
};

/** Runs `flock` as a process of its own, with this input. */
function startFlock(env: Record<string, string>, args: string[], input = ""): Running {
  const child = spawn(process.execPath, [join(root, "cli/flock.js"), ...args], { env, stdio: "pipe" });
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  child.stdin.on("error", () => {}).end(input);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (shown: string) => {
    stderr += shown;
  });
  const ended = Promise.all([once(child, "close"), text(child.stdout)]).then(([[code], stdout]) => {
    return { code: code as number | null, stdout, stderr };
  });
  const said = async (what: string) => {
    while (!stderr.includes(what))
      await Promise.race([once(child.stderr, "data"), ended.then(() => Promise.reject(stderr))]);
  };
  return { ended, kill: (signal) => void child.kill(signal), said };
}

/** A person at a machine of their own: an empty home, and `flock` that calls the servers of this URL. */
export function flockUser(t: TestContext, url: string) {
  const home = mkdtempSync(join(tmpdir(), "flock-cli-test-"));
  t.after(() => rmSync(home, { recursive: true }));
  const urls = { FLOCK_ORCHESTRATOR_URL: url, FLOCK_AUTH_URL: url, FLOCK_PROFILE_URL: url };
  const env = { HOME: home, ...urls };
  const start = (args: string[], input = "", more: Record<string, string> = {}) =>
    startFlock({ ...env, ...more }, args, input);
  const flock = (args: string[], input?: string, more?: Record<string, string>) => start(args, input, more).ended;
  const sessionsFile = join(home, ".config/flock/sessions.json");
  return { home, env, start, flock, sessionsFile };
}
