import { spawn } from "node:child_process";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Place } from "./postgres.ts";
import { cleanEnvironment, dataArgument } from "./postgres-cluster.ts";
import { entryOf, stopEntry } from "./process-entry.ts";

type Launch = Place & { port: number; settings: Record<string, string>; ready: () => Promise<boolean> };

/** Starts the server, waits until it answers (crash recovery included) and gives its process id. */
export async function launch(options: Launch): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await spawnServer(options);
    if (await becomesReady(server, options.ready)) return server.pid;
    const reason = await server.complaint();
    // The last server was killed and its children are still on their way out.
    const passing = /shared memory block|lock file ".*" already exists/.test(reason);
    if (!passing || attempt === 20) throw new Error(`PostgreSQL did not start in ${options.dir}: ${reason}`);
    await sleep(250);
  }
}

type Spawned = { pid: number; exited: () => boolean; complaint: () => Promise<string> };

async function spawnServer({ dir, data, bin, account, port, settings }: Launch): Promise<Spawned> {
  const path = join(dir, "postgres.log");
  const log = await open(path, "a", 0o600);
  const { size } = await log.stat();
  const args = ["-D", dataArgument(account), "-p", String(port), ...switches({ ...fixedSettings, ...settings })];
  const stdio = ["ignore", log.fd, log.fd] as const;
  const child = spawn(join(bin, "postgres"), args, {
    cwd: data,
    env: cleanEnvironment,
    detached: true,
    stdio: [...stdio],
    ...account,
  });
  let failure: string | undefined;
  child.once("error", (error) => (failure = error.message));
  child.once("exit", () => (failure ??= ""));
  child.unref();
  await log.close();
  const complaint = async () => failure || (await readFile(path)).subarray(size).toString().trim() || "no message";
  return { pid: child.pid ?? 0, exited: () => failure !== undefined, complaint };
}

async function becomesReady(server: Spawned, ready: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + 60_000;
  while (Date.now() < end && !server.exited()) {
    if (await ready()) return true;
    await sleep(50);
  }
  return false;
}

// Terse, and without statements: an address in a unique violation or a password in ALTER ROLE must not reach the log.
const fixedSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

const switches = (settings: Record<string, string>) =>
  Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/** The server that runs on this data, if it answers to us. A pid file left by a dead one is cleared away. */
export async function runningServer(data: string, answers: (port: number) => Promise<boolean>) {
  const file = join(data, "postmaster.pid");
  const lines = await readFile(file, "utf8").then(
    (text) => text.split("\n"),
    () => [],
  );
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !port) return undefined;
  if (await answers(port)) return { pid, port };
  if (!(await isPostgres(pid))) await rm(file, { force: true });
  return undefined;
}

// After a restart of the machine the number may belong to any other program, and PostgreSQL would wait for it.
const isPostgres = (pid: number) =>
  process.platform !== "linux" ||
  readFile(`/proc/${pid}/comm`, "utf8").then(
    (name) => name.trim() === "postgres",
    () => false,
  );

const STOP_DEADLINE_MS = 30_000;

/** Asks the server to end all sessions and to write everything to disk, and waits until it is gone. */
export async function stopServer(pid: number): Promise<void> {
  await stopEntry(entryOf(pid, "SIGINT", STOP_DEADLINE_MS));
}
