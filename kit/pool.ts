import { setTimeout as sleep } from "node:timers/promises";
import pg, { type Client } from "pg";
import { connectionOptions, surviveLoss } from "./connection.ts";
import { isStale } from "./sql-state.ts";

/** How many connections at most, how long one may take to be had and a statement to run, and who the server shows. */
export type PoolOptions = { max?: number; connectTimeoutMs?: number; statementTimeoutMs?: number; name?: string };

/** Connections that are lent out, one borrower at a time. */
export type Pool = {
  /**
   * Runs a function with a connection of its own. When it fails, `mend` must bring the connection back to where it began;
   * a connection that can not do that is thrown away, and the failure is the function's all the same.
   */
  lend<T>(run: (client: Client) => Promise<T>, mend: string): Promise<T>;
  /** Ends the connections; those that are lent out get one more second. */
  close(): Promise<void>;
};

/** Opens a pool, but no connection before somebody needs one. */
export function openPool(url: string, options: PoolOptions): Pool {
  const pool = new pg.Pool(poolOptions(url, options));
  const open = new Set<Client>();
  pool.on("error", () => {}); // an idle connection was lost: the pool has dropped it already
  pool.on("connect", (client) => {
    surviveLoss(client);
    open.add(client);
    client.once("end", () => open.delete(client));
  });
  return {
    lend: (run, mend) => lend(pool, run, mend),
    close: () => close(pool, open),
  };
}

const poolOptions = (url: string, { max = 10, statementTimeoutMs = 5_000, ...options }: PoolOptions) => ({
  ...connectionOptions(url, options),
  max,
  // A login costs a password hash on both sides, so a pool keeps what it has; but not for ever, for servers move.
  idleTimeoutMillis: 0,
  maxLifetimeSeconds: 45 * 60,
  statement_timeout: statementTimeoutMs,
  // A transaction whose program hangs would hold its locks for ever.
  idle_in_transaction_session_timeout: 2 * statementTimeoutMs,
});

async function lend<T>(pool: pg.Pool, run: (client: Client) => Promise<T>, mend: string): Promise<T> {
  const client = await pool.connect();
  try {
    const result = await run(client);
    client.release();
    return result;
  } catch (error) {
    await client.query(mend).then(() => client.release(isStale(error)), client.release);
    throw error;
  }
}

async function close(pool: pg.Pool, open: Set<Client>): Promise<void> {
  const goodbyes = [...open].map((client) => new Promise((resolve) => client.once("end", resolve)));
  await Promise.race([Promise.all([pool.end(), ...goodbyes]), sleep(1_000, undefined, { ref: false })]);
  for (const client of open) void client.end();
}
