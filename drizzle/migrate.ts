import postgres from "postgres";
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
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: "flock-migrate" } });
  try {
    await takeLock(sql, log);
    const pending = pendingMigrations(files, await readApplied(sql));
    for (const migration of pending) await apply(sql, migration, log);
    log.info({ applied: pending.length, total: files.length }, "the database is up to date");
    return pending.map(({ name }) => name);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

// Held by the one connection until it closes, so that a migrator that dies lets the next one in.
async function takeLock(sql: postgres.Sql, log: MigrateOptions["log"]): Promise<void> {
  const [{ taken }] = await sql<[{ taken: boolean }]>`select pg_try_advisory_lock(${LOCK}) as taken`.catch((error) => {
    throw databaseFault("MIGRATION_DATABASE_URL", error);
  });
  if (taken) return;
  log.info({ at_most: WAIT_FOR_OTHER_MIGRATOR }, "waiting for another migrator");
  await sql`select set_config('lock_timeout', ${WAIT_FOR_OTHER_MIGRATOR}, false)`;
  await sql`select pg_advisory_lock(${LOCK})`;
}

async function readApplied(sql: postgres.Sql): Promise<Applied[]> {
  await sql`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default current_timestamp)`;
  return sql<Applied[]>`select name, checksum from schema_migrations order by name`;
}

async function apply(sql: postgres.Sql, { name, checksum, text }: Migration, log: MigrateOptions["log"]) {
  const begin = performance.now();
  log.info({ migration: name }, "migration begins");
  const transaction = sql.begin(async (tx) => {
    // The driver reconnects by itself; then the lock is gone and another migrator may be at work.
    const [{ ours }] = await tx<[{ ours: boolean }]>`select pg_try_advisory_xact_lock(${LOCK}) as ours`;
    if (!ours) throw new Error("another migrator took over");
    await tx`select set_config('lock_timeout', ${WAIT_FOR_TABLE}, true)`;
    await tx`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`;
    await tx.unsafe(text);
  });
  await transaction.catch((error: Error) => {
    throw new ConfigError([`${name} failed and left nothing behind: ${error.message}`]);
  });
  log.info({ migration: name, elapsed_ms: Math.round(performance.now() - begin) }, "migration applied");
}
