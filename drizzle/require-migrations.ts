import { sql } from "drizzle-orm";
import type { Database } from "../kit/db.ts";
import { ConfigError } from "../kit/env.ts";
import { databaseFault } from "./database-fault.ts";
import { migrationsOf, readMigrations } from "./migrations.ts";

/**
 * Holds a service back from a database that lacks one of its migrations: throws a ConfigError with one sentence that says
 * what to do. A newer database is fine: a migration stays compatible with the release before it. The app role will do.
 */
export async function requireMigrations(
  database: Pick<Database, "query">,
  service: string,
  dir = migrationsOf(service),
): Promise<void> {
  const [files, applied] = [await readMigrations(dir), await appliedNames(database)];
  const missing = files.map(({ name }) => name).filter((name) => !applied.has(name));
  if (missing.length === 0) return;
  const lacks = `the ${service} database is older than this program: it lacks ${missing.join(", ")}`;
  throw new ConfigError([`${lacks}; run \`node drizzle/main.ts ${service}\` first`]);
}

async function appliedNames(database: Pick<Database, "query">): Promise<Set<string>> {
  const names = await database
    .query(async (db) => {
      const { rows } = await db.execute(sql`select to_regclass('schema_migrations') is not null as exists`);
      return rows[0]?.exists ? (await db.execute(sql`select name from schema_migrations`)).rows : [];
    })
    .catch((error) => {
      throw databaseFault("DATABASE_URL", error);
    });
  return new Set(names.map(({ name }) => String(name)));
}
