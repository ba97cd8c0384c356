import { join } from "node:path";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import { NAMESPACE } from "../orchestrator/config.ts";
import type { Plan } from "./plan.ts";
import { entryOf } from "./process-entry.ts";
import { startTemporal } from "./temporal.ts";
import { temporalBinary } from "./temporal-binary.ts";
import { ensureNamespace } from "./temporal-namespace.ts";

const STOP_DEADLINE_MS = 10_000;

/** Starts the stack's Temporal server. Its data stays from one start to the next. */
export async function startStackTemporal({ dir, ports, given, say, book, signal, exits }: Plan): Promise<void> {
  const binary = await temporalBinary({ env: given, say, signal });
  const logFile = join(dir, "logs", "temporal.log");
  const server = await startTemporal({ binary, dir: join(dir, "temporal"), ports: ports.temporal, logFile });
  server.child.exited.then((exit) => exits.set("temporal", exit));
  book.note("temporal", entryOf(server.pid, "SIGTERM", STOP_DEADLINE_MS));
}

/** Makes sure of the namespace, on our server or on the one that the environment names. */
export async function ensureStackNamespace({ external, ports, given }: Plan): Promise<void> {
  const namespace = given.TEMPORAL_NAMESPACE || NAMESPACE;
  const ours = { address: `127.0.0.1:${ports.temporal.frontend}` };
  const options = external.temporal ? theirs(given) : ours;
  await ensureNamespace(options, namespace);
}

const theirs = (given: NodeJS.ProcessEnv) => {
  const overrideEnvVars = given as Record<string, string>;
  return loadClientConnectConfig({ disableFile: true, overrideEnvVars }).connectionOptions;
};
