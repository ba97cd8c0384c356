import pg, { type QueryResultRow } from "pg";
import { connectionOptions, surviveLoss } from "../kit/connection.ts";

/** SQL as tests write it: a template string whose values become parameters, and which gives the rows. */
export type Sql = {
  <R extends QueryResultRow>(texts: TemplateStringsArray, ...values: unknown[]): Promise<R[]>;
  /** Runs a text as it is, of one statement or several. */
  run(text: string): Promise<void>;
  /** Keeps one connection, with the advisory lock of this number, until the function it gives is called. */
  lock(number: number): Promise<() => Promise<void>>;
  end(): Promise<void>;
};

/** Connects as somebody who looks behind the services. */
export function openSql(url: string, max = 4): Sql {
  const pool = new pg.Pool({ ...connectionOptions(url, { name: "flock-test" }), max });
  pool.on("error", () => {}).on("connect", surviveLoss);
  const ask = async <R extends QueryResultRow>(texts: TemplateStringsArray, ...values: unknown[]) => {
    const text = texts.reduce((before, after, index) => `${before}$${index}${after}`);
    return (await pool.query<R>(text, values)).rows;
  };
  const run = async (text: string) => void (await pool.query(text));
  const lock = async (number: number) => {
    const client = await pool.connect();
    await client.query("select pg_advisory_lock($1)", [number]);
    return async () => {
      await client.query("select pg_advisory_unlock($1)", [number]);
      client.release();
    };
  };
  return Object.assign(ask, { run, lock, end: () => pool.end() });
}
