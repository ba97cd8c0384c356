import { type Connection, connect } from "../kit/connection.ts";
import { ConfigError } from "../kit/env.ts";
import type { Logger } from "../kit/log.ts";
import { databaseFault } from "./database-fault.ts";
import { type Applied, type Migration, pendingMigrations, readMigrations } from "./migrations.ts";

/** The owner's database URL, the folder with the migrations, and where to say what happens. */
export type MigrateOptions = { url: string; dir: string; log: Pick<Logger, "info"> };

// "flock" as a number. Advisory locks count per database, so the databases of one server do not wait for each other.
const LOCK = 0x666c6f636b;
const WAIT_FOR_OTHER_MIGRATOR = "60s";
// Longer, and every statement of the services queues up behind a migration that waits for a lock.
const WAIT_FOR_TABLE = "5s";

/**
 * Brings a database to the newest migration: one migrator at a time, each file in a transaction of its own. Refuses, before
 * it changes anything, when files were changed, removed or skipped. Gives the names it applied.
 */
export async function migrate({ url, dir, log }: MigrateOptions): Promise<string[]> {
  const files = await readMigrations(dir);
  const connection = await connect(url, { name: "flock-migrate" }).catch((error) => {
    throw databaseFault("MIGRATION_DATABASE_URL", error);
  });
  try {
    await takeLock(connection, log);
    const pending = pendingMigrations(files, await readApplied(connection));
    for (const migration of pending) await apply(connection, migration, log);
    log.info({ applied: pending.length, total: files.length }, "the database is up to date");
    return pending.map(({ name }) => name);
  } finally {
    await connection.end();
  }
}

// Held by the one connection until it closes, so that a migrator that dies lets the next one in.
async function takeLock(connection: Connection, log: MigrateOptions["log"]): Promise<void> {
  const { rows } = await connection.query("select pg_try_advisory_lock($1) as taken", [LOCK]);
  if (rows[0].taken) return;
  log.info({ at_most: WAIT_FOR_OTHER_MIGRATOR }, "waiting for another migrator");
  await connection.query("select set_config('lock_timeout', $1, false)", [WAIT_FOR_OTHER_MIGRATOR]);
  await connection.query("select pg_advisory_lock($1)", [LOCK]);
}

async function readApplied(connection: Connection): Promise<Applied[]> {
  await connection.query(`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default current_timestamp)`);
  const { rows } = await connection.query<Applied>("select name, checksum from schema_migrations order by name");
  return rows;
}

async function apply(connection: Connection, { name, checksum, text }: Migration, log: MigrateOptions["log"]) {
  const begin = performance.now();
  log.info({ migration: name }, "migration begins");
  try {
    await connection.query("begin");
    await connection.query("select set_config('lock_timeout', $1, true)", [WAIT_FOR_TABLE]);
    await connection.query("insert into schema_migrations (name, checksum) values ($1, $2)", [name, checksum]);
    await connection.query(text);
    await connection.query("commit");
  } catch (error) {
    // The connection ends after this, and with it a transaction that is left open.
    throw new ConfigError([`${name} failed and left nothing behind: ${(error as Error).message}`]);
  }
  log.info({ migration: name, elapsed_ms: Math.round(performance.now() - begin) }, "migration applied");
}
