import { join } from "node:path";
import { startChild } from "./child.ts";
import { createDatabase } from "./databases.ts";
import type { DatabaseUrls } from "./external.ts";
import type { Plan } from "./plan.ts";
import { startPostgres } from "./postgres.ts";
import { entryOf } from "./process-entry.ts";
import { passwordNames, type Secrets } from "./secrets.ts";
import type { Database } from "./stack-ports.ts";

const STOP_DEADLINE_MS = 30_000;
const root = join(import.meta.dirname, "..");

/** Starts the PostgreSQL server of one service. Its data and roles stay from one start to the next. */
export async function startDatabase(plan: Plan, name: Database) {
  const dir = join(plan.dir, `postgres-${name}`);
  const server = await startPostgres({ dir, port: plan.ports.databases[name] });
  plan.book.note(`postgres-${name}`, entryOf(server.pid, "SIGINT", STOP_DEADLINE_MS));
  return server;
}

/** Makes the roles and the database of a service where they are missing. */
export async function createServiceDatabase(plan: Plan, name: Database, adminUrl: string): Promise<void> {
  await createDatabase({ adminUrl, name, ...passwordsOf(plan.secrets, name) });
}

/** Where a service's database is: the one named in the environment, or ours. */
export function databaseUrlsOf({ external, ports, secrets }: Plan, name: Database): DatabaseUrls {
  const { ownerPassword, appPassword } = passwordsOf(secrets, name);
  const place = `127.0.0.1:${ports.databases[name]}/${name}`;
  const ours = {
    owner: `postgres://${name}_owner:${ownerPassword}@${place}`,
    app: `postgres://${name}_app:${appPassword}@${place}`,
  };
  return external.databases[name] ?? ours;
}

function passwordsOf(secrets: Secrets, name: Database) {
  const { owner, app } = passwordNames(name);
  return { ownerPassword: secrets[owner], appPassword: secrets[app] };
}

/** Brings a service's database to the newest migration. */
export async function migrateDatabase(plan: Plan, name: Database): Promise<void> {
  const child = await startChild({
    command: process.execPath,
    args: ["drizzle/main.ts", name],
    cwd: root,
    env: { ...plan.given, MIGRATION_DATABASE_URL: databaseUrlsOf(plan, name).owner },
    logFile: join(plan.dir, "logs", `${name}-migrations.log`),
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`the migrations of ${name} failed:\n${child.lastLines(10).join("\n")}`);
}
