import type postgres from "postgres";
import { ConfigError } from "../kit/env.ts";
import { databaseFault } from "./database-fault.ts";
import { migrationsOf, readMigrations } from "./migrations.ts";

/**
 * Holds a service back from a database that lacks one of its migrations: throws a ConfigError with one sentence that says
 * what to do. A newer database is fine: a migration stays compatible with the release before it. The app role will do.
 */
export async function requireMigrations(
  sql: postgres.Sql,
  service: string,
  dir = migrationsOf(service),
): Promise<void> {
  const [files, applied] = [await readMigrations(dir), await appliedNames(sql)];
  const missing = files.map(({ name }) => name).filter((name) => !applied.has(name));
  if (missing.length === 0) return;
  const lacks = `the ${service} database is older than this program: it lacks ${missing.join(", ")}`;
  throw new ConfigError([`${lacks}; run \`node drizzle/main.ts ${service}\` first`]);
}

async function appliedNames(sql: postgres.Sql): Promise<Set<string>> {
  const [{ exists }] = await sql<
    [{ exists: boolean }]
  >`select to_regclass('schema_migrations') is not null as exists`.catch((error) => {
    throw databaseFault("DATABASE_URL", error);
  });
  const rows = exists ? await sql<{ name: string }[]>`select name from schema_migrations` : [];
  return new Set(rows.map(({ name }) => name));
}
