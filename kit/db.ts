import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Client } from "pg";
import { integer, parsed, secret } from "./fields.ts";
import { openPool, type PoolOptions } from "./pool.ts";
import { Problem } from "./problem.ts";
import { isOutage, isRetryable } from "./sql-state.ts";

/** What statements run on: one connection of the pool, inside a transaction or not. */
export type Queryable = Pick<NodePgDatabase, "select" | "insert" | "update" | "delete" | "execute">;

/** A service's own PostgreSQL database. */
export type Database = {
  /** Runs single statements, one after the other. Throws SERVICE_UNAVAILABLE while the database is away. */
  query<T>(run: (db: Queryable) => Promise<T>): Promise<T>;
  /**
   * Runs a function in one transaction at READ COMMITTED, where every statement sees what was committed before it. Runs
   * it again, up to five times in all, when PostgreSQL broke it off for a deadlock or its connection was stale: it must
   * change nothing else.
   */
  transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** Closes the pool; statements that still run get one more second. */
  close(): Promise<void>;
};

const ATTEMPTS = 5;
const RETRY_MS_MAX = 50;

/** Opens a pool. Connects at the first statement, so a database that is away does not keep a service from starting. */
export function openDatabase(url: string, options: PoolOptions = {}): Database {
  const pool = openPool(url, options);
  const query: Database["query"] = (run) =>
    pool.lend((client) => run(queryableOf(client)), "select 1").catch(orUnavailable);
  return {
    query,
    transaction: (run) => withRetries(() => pool.lend((client) => inTransaction(client, run), "rollback")),
    ping: async () => void (await query((db) => db.execute(sql`select 1`))),
    close: pool.close,
  };
}

/** The field of a configuration that holds a `postgres://` URL. Its value is a secret: it may hold a password. */
export const databaseUrl = () => parsed(secret(), requirePostgresUrl);

/** The field of a configuration that says how many connections a process may hold. */
export const poolSize = () =>
  integer({ min: 1, max: 1000, default: 10 }).meta({ description: "Connections to the database at most." });

// One for each connection, by which prepared() finds its statements again.
const queryables = new WeakMap<Client, Queryable>();

function queryableOf(client: Client): Queryable {
  const queryable = queryables.get(client) ?? drizzle(client);
  queryables.set(client, queryable);
  return queryable;
}

async function inTransaction<T>(client: Client, run: (tx: Queryable) => Promise<T>): Promise<T> {
  await client.query("begin isolation level read committed");
  const result = await run(queryableOf(client));
  await client.query("commit");
  return result;
}

async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isRetryable(error)) return orUnavailable(error);
      // Or it takes the row again before the one that it made way for has woken up, and both meet once more.
      await sleep(Math.random() * RETRY_MS_MAX);
    }
  }
  return run().catch(orUnavailable);
}

function orUnavailable(cause: unknown): never {
  throw isOutage(cause) || isRetryable(cause) ? new Problem("SERVICE_UNAVAILABLE", { cause }) : cause;
}

function requirePostgresUrl(text: string): string {
  if (!/^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? "")) throw new Error("must be a postgres:// URL");
  return text;
}
