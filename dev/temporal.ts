import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { dynamicConfig, serverConfig, type TemporalPorts, type TemporalStorage } from "./temporal-config.ts";
import { answers } from "./temporal-namespace.ts";

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;

/** A running Temporal server. */
export type TemporalServer = {
  /** host:port of the frontend. */
  address: string;
  pid: number;
  child: Child;
  stop(): Promise<boolean>;
};

/** Where and how to run a Temporal server. */
export type TemporalOptions = {
  /** The server program; see temporalBinary. */
  binary: string;
  /** Holds its configuration and, with storage "file", its data. */
  dir: string;
  ports: TemporalPorts;
  storage?: TemporalStorage;
  logFile?: string;
};

/** Starts a Temporal server on loopback and waits until its frontend answers. Nothing of it is left when that fails. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const child = await launch(options);
  const address = `127.0.0.1:${options.ports.frontend}`;
  const gone = new AbortController();
  child.exited.then(() => gone.abort());
  if (!(await answers(address, START_DEADLINE_MS, gone.signal)) || child.exit()) {
    await child.kill();
    throw new Error(`the Temporal server did not start:\n${child.lastLines(10).join("\n")}`);
  }
  return { address, pid: child.pid, child, stop: () => child.stop(STOP_DEADLINE_MS) };
}

async function launch({ binary, dir, ports, storage = "file", logFile }: TemporalOptions): Promise<Child> {
  mkdirSync(dir, { recursive: true });
  const config = join(dir, "server.yaml");
  writeFileSync(join(dir, "dynamic.yaml"), JSON.stringify(dynamicConfig, null, 2));
  writeFileSync(config, JSON.stringify(serverConfig(dir, ports, storage), null, 2));
  const args = ["--config-file", config, "--allow-no-auth", "start"];
  return await startChild({ command: binary, args, env: {}, cwd: dir, logFile: logFile ?? join(dir, "server.log") });
}
