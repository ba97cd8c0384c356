import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Exit } from "./child.ts";
import { type External, externalServers } from "./external.ts";
import type { Say } from "./progress.ts";
import { type RunBook, runBook } from "./run-book.ts";
import { readSecrets, type Secrets } from "./secrets.ts";
import { serviceEnv, type Variables } from "./service-env.ts";
import { databaseUrlsOf } from "./stack-database.ts";
import { byName, databases, type Service, type StackPorts, services } from "./stack-ports.ts";

/** What is asked of a stack. */
export type StackOptions = {
  /** Holds everything of the stack: data, secrets, logs, run.json. */
  dir: string;
  ports: StackPorts;
  /** The environment of `make up`: reaches the services, names servers that are somebody else's. */
  env: NodeJS.ProcessEnv;
  say: Say;
  /** Gives the start up; what runs already is stopped again. */
  signal?: AbortSignal;
};

/** Everything that is known before the first process starts. */
export type Plan = {
  dir: string;
  ports: StackPorts;
  given: NodeJS.ProcessEnv;
  say: Say;
  secrets: Secrets;
  external: External;
  book: RunBook;
  signal: AbortSignal;
  /** How the processes that have ended did so, as far as we are their parent. */
  exits: Map<string, Exit>;
};

/** Makes the plan of a stack, its directory and its secrets. */
export function makePlan({ dir: relative, ports, env, say, signal = never }: StackOptions): Plan {
  const dir = resolve(relative);
  const external = externalServers(env);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const known = { dir, ports, given: env, say, external, signal };
  const plan = { ...known, secrets: readSecrets(dir), book: runBook(dir), exits: new Map<string, Exit>() };
  for (const service of services) writeVariables(dir, service, variablesOf(plan, service));
  return plan;
}

const never = new AbortController().signal;

/** Where the variables of a service are kept, so that it can be started again by itself. */
export const variablesFile = (dir: string, service: Service) => join(dir, "env", `${service}.json`);

/** The variables of a service in this stack. */
export function variablesOf(plan: Plan, service: Service): Variables {
  const { ports, secrets, given, external } = plan;
  const databaseUrls = byName(databases, (name) => databaseUrlsOf(plan, name).app);
  const temporalAddress = external.temporal ? undefined : `127.0.0.1:${ports.temporal.frontend}`;
  return serviceEnv(service, { ports, secrets, given, databaseUrls, temporalAddress });
}

function writeVariables(dir: string, service: Service, variables: Variables): void {
  mkdirSync(join(dir, "env"), { recursive: true, mode: 0o700 });
  writeFileSync(variablesFile(dir, service), `${JSON.stringify(variables, null, 2)}\n`, { mode: 0o600 });
}
