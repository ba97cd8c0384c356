import { type Plan, variablesOf } from "./plan.ts";
import { since } from "./progress.ts";
import { createServiceDatabase, migrateDatabase, startDatabase } from "./stack-database.ts";
import { type Database, databaseOf, type Service, services } from "./stack-ports.ts";
import { startService, untilReady } from "./stack-service.ts";
import { ensureStackNamespace, startStackTemporal } from "./stack-temporal.ts";

/** Starts everything; each service as soon as what it needs is there. The first failure keeps the others from starting. */
export async function startAll(plan: Plan): Promise<void> {
  const failed = new AbortController();
  const stopping = AbortSignal.any([plan.signal, failed.signal]);
  const chains = services.map((name) => [() => ground(plan, name), () => bringUpService(plan, name, stopping)]);
  const runs = chains.map(async (steps) => {
    for (const step of steps) {
      stopping.throwIfAborted();
      await step();
    }
  });
  await Promise.all(runs.map((run) => run.catch((error) => failed.abort(error))));
  stopping.throwIfAborted();
}

/** What a service stands on: its database, or Temporal. */
async function ground(plan: Plan, service: Service): Promise<void> {
  const own = databaseOf(service);
  await (own ? database(plan, own) : temporal(plan));
}

async function database(plan: Plan, name: Database): Promise<void> {
  const start = Date.now();
  if (!plan.external.databases[name]) {
    const { adminUrl } = await startDatabase(plan, name);
    await createServiceDatabase(plan, name, adminUrl);
  }
  await migrateDatabase(plan, name);
  plan.say(`database ${name} is ready after ${since(start)}`);
}

async function temporal(plan: Plan): Promise<void> {
  const start = Date.now();
  if (!plan.external.temporal) await startStackTemporal(plan);
  await ensureStackNamespace(plan);
  plan.say(`Temporal is ready after ${since(start)}`);
}

/** Starts a service and waits until it is ready. */
export async function bringUpService(plan: Plan, name: Service, signal = plan.signal): Promise<void> {
  const { dir, given: base, book } = plan;
  const start = Date.now();
  const child = await startService({ dir, service: name, base, book, variables: variablesOf(plan, name) });
  child.exited.then((exit) => plan.exits.set(name, exit));
  await untilReady(child, name, plan.ports.services[name].admin, signal);
  plan.say(`${name} is ready after ${since(start)}`);
}
