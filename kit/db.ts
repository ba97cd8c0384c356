import { sql as statement } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { integer, parsed, secret } from "./fields.ts";
import { Problem } from "./problem.ts";
import { isOutage, isRetryable } from "./sql-state.ts";

/** What statements run on: the pool, or one transaction of it. */
export type Queryable = Pick<PostgresJsDatabase, "select" | "insert" | "update" | "delete" | "execute">;

/** A service's own PostgreSQL database. */
export type Database = {
  /** The pool of postgres.js itself. */
  sql: postgres.Sql;
  /** Runs single statements. Throws SERVICE_UNAVAILABLE while the database is away. */
  query<T>(run: (db: Queryable) => Promise<T>): Promise<T>;
  /**
   * Runs a function in one transaction at READ COMMITTED, where every statement sees what was committed before it. Runs
   * it again, up to five times in all, when PostgreSQL broke it off for a deadlock: it must change nothing else.
   */
  transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** Closes the pool; statements that still run get one more second. */
  close(): Promise<void>;
};

/** How many connections at most, how long a statement may take, and who the server shows as connected. */
export type DatabaseOptions = { max?: number; statementTimeoutMs?: number; name?: string };

const ATTEMPTS = 5;

/** Opens a pool. Connects at the first statement, so a database that is away does not keep a service from starting. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const sql = postgres(url, poolOptions(options));
  const db = drizzle(sql);
  return {
    sql,
    query: (run) => run(db).catch(orUnavailable),
    transaction: (run) => withRetries(() => db.transaction(run, { isolationLevel: "read committed" })),
    ping: async () => void (await db.execute(statement`select 1`).catch(orUnavailable)),
    close: () => sql.end({ timeout: 1 }),
  };
}

/** The field of a configuration that holds a `postgres://` URL. Its value is a secret: it may hold a password. */
export const databaseUrl = () => parsed(secret(), requirePostgresUrl);

/** The field of a configuration that says how many connections a process may hold. */
export const poolSize = () =>
  integer({ min: 1, max: 1000, default: 10 }).meta({ description: "Connections to the database at most." });

const poolOptions = ({ max = 10, statementTimeoutMs = 5_000, name = "flock" }: DatabaseOptions) => ({
  max,
  connect_timeout: 5,
  onnotice: () => {},
  connection: {
    application_name: name,
    statement_timeout: statementTimeoutMs,
    // A transaction whose program hangs would hold its locks for ever.
    idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
  },
});

async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isRetryable(error)) return orUnavailable(error);
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
