import type postgres from "postgres";
import { migrationsOf, readMigrations } from "./migrations.ts";

/**
 * Holds a service back from a database that lacks one of its migrations: throws one sentence that says what to do. A
 * newer database is fine: migrations stay compatible with the release before them. Needs no more than the app role.
 */
export async function requireMigrations(
  sql: postgres.Sql,
  service: string,
  dir = migrationsOf(service),
): Promise<void> {
  const applied = await appliedNames(sql);
  const missing = (await readMigrations(dir)).map(({ name }) => name).filter((name) => !applied.has(name));
  if (missing.length === 0) return;
  const lacks = `the ${service} database is older than this program: it lacks ${missing.join(", ")}`;
  throw new Error(`${lacks}; run \`node drizzle/main.ts ${service}\` first`);
}

async function appliedNames(sql: postgres.Sql): Promise<Set<string>> {
  const [{ exists }] = await sql<[{ exists: boolean }]>`select to_regclass('schema_migrations') is not null as exists`;
  const rows = exists ? await sql<{ name: string }[]>`select name from schema_migrations` : [];
  return new Set(rows.map(({ name }) => name));
}
