import { existsSync, readFileSync, renameSync } from "node:fs";
import { makePlan, type Plan, type StackOptions } from "./plan.ts";
import { isAlive, killEntry, signalProcess } from "./process-entry.ts";
import { startDatabase } from "./stack-database.ts";
import { type Database, databases, type Service, services } from "./stack-ports.ts";
import { logFileOf } from "./stack-service.ts";
import { bringUpService, startAll } from "./stack-start.ts";
import { startStackTemporal } from "./stack-temporal.ts";
import { killStack, stopPart, stopStack } from "./stop-stack.ts";

/** A part of a stack that can be killed and started again by its name. */
export type Part = Service | `postgres-${Database}` | "temporal";

/** A running stack. */
export type Stack = {
  /** Where the services are, and where Temporal is. */
  urls: Record<Service, string>;
  /** Where /livez, /readyz and /metrics are. */
  adminUrls: Record<Service, string>;
  plan: Plan;
  /** Ends a part as a crash would. Another signal is only sent (SIGSTOP, SIGCONT). */
  kill(part: Part, signal?: NodeJS.Signals): Promise<void>;
  /** Starts a part again, after stopping it if it runs, with the same ports and variables; waits until it is ready. */
  restart(part: Part): Promise<void>;
  /** Everything a part has logged since the stack was started. */
  logs(part: Part): string;
  /** Stops everything in order. The data stays. */
  stop(): Promise<void>;
};

/** Starts everything and waits until it is ready. When that fails, or is aborted, nothing is left running. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const plan = makePlan(options);
  setAsideLogs(plan.dir);
  const atExit = () => killStack(plan.book);
  process.once("exit", atExit);
  const stop = () => stopStack(plan.book, plan.say).finally(() => process.off("exit", atExit));
  try {
    await startAll(plan);
  } catch (error) {
    await stop();
    throw error;
  }
  return { plan, stop, ...controls(plan), ...addresses(plan) };
}

function controls(plan: Plan): Pick<Stack, "kill" | "restart" | "logs"> {
  const start = async (part: Part) => {
    const service = services.find((name) => name === part);
    const database = databases.find((name) => part === `postgres-${name}`);
    if (service) await bringUpService(plan, service);
    else if (database) await startDatabase(plan, database);
    else await startStackTemporal(plan);
  };
  return {
    kill: (part, signal = "SIGKILL") => sendTo(plan, part, signal),
    restart: async (part) => {
      await stopPart(plan.book, part, plan.say);
      await start(part);
    },
    logs: (part) => readFileSync(logFileOf(plan.dir, part), "utf8"),
  };
}

async function sendTo({ book }: Plan, part: Part, signal: NodeJS.Signals): Promise<void> {
  const entry = book.entries()[part];
  if (!entry || !isAlive(entry)) throw new Error(`${part} does not run`);
  if (signal === "SIGKILL") return await killEntry(entry);
  signalProcess(entry.pid, signal);
}

function addresses({ ports }: Plan): Pick<Stack, "urls" | "adminUrls"> {
  const each = (kind: "port" | "admin") =>
    Object.fromEntries(services.map((name) => [name, `http://localhost:${ports.services[name][kind]}`]));
  return { urls: each("port"), adminUrls: each("admin") } as Pick<Stack, "urls" | "adminUrls">;
}

// The logs of the start before are kept once, so that a crash can still be looked into.
function setAsideLogs(dir: string): void {
  for (const name of [...services, "temporal", ...databases.map((database) => `${database}-migrations`)]) {
    const file = logFileOf(dir, name);
    if (existsSync(file)) renameSync(file, file.replace(/\.log$/, ".previous.log"));
  }
}
