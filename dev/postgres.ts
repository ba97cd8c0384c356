import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { withConnection } from "../kit/connection.ts";
import { freePorts, isFree } from "./free-ports.ts";
import { type Account, postgresAccount } from "./postgres-account.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { initialize, superuserPassword } from "./postgres-cluster.ts";
import { launch, runningServer, stopServer } from "./postgres-process.ts";

/** Who a PostgreSQL URL logs in as, and to which database. */
export type Login = { user: string; password: string; database: string };

/** A running PostgreSQL server. It outlives this process: whoever wants it gone calls stop(). */
export type PostgresServer = {
  port: number;
  pid: number;
  /** The superuser's URL. A secret. */
  adminUrl: string;
  url(login: Login): string;
  /** Ends all sessions, writes everything to disk and waits until the server is gone. */
  stop(): Promise<void>;
};

/** Where a server keeps its files, its port (0 = a free one), and settings as in postgresql.conf. */
export type PostgresOptions = { dir: string; port: number; settings?: Record<string, string> };

/**
 * Starts PostgreSQL 18 on 127.0.0.1 with the data under `dir`, made at the first start. A server that already runs on
 * that data and port is taken over. Throws one clear sentence when the port belongs to somebody else.
 */
export async function startPostgres({ dir, port, settings = {} }: PostgresOptions): Promise<PostgresServer> {
  const place = await prepare(resolve(dir));
  const running = await runningServer(place.data, (at) => answers(urlOf(at, adminOf(place.password))));
  if (running?.port === port) return handle(running, place.password);
  if (running) await stopServer(running.pid);
  if (port !== 0 && !(await isFree(port))) throw new Error(`port ${port} is taken by another program`);
  const wanted = port || ((await freePorts(1))[0] as number);
  const ready = () => answers(urlOf(wanted, adminOf(place.password)));
  const pid = await launch({ ...place, port: wanted, settings, ready });
  return handle({ pid, port: wanted }, place.password);
}

/** What a server is made of: its folder, its data in it, the programs, and the account they run as. */
export type Place = { dir: string; data: string; bin: string; account: Account | undefined; password: string };

async function prepare(dir: string): Promise<Place> {
  const data = join(dir, "data");
  const account = postgresAccount(data);
  const bin = await postgresBinaries(account);
  if (!existsSync(dir)) await mkdir(dir, { recursive: true });
  if (account) await chmod(dir, 0o755);
  const place = { dir, data, bin, account, password: await superuserPassword(dir) };
  if (!existsSync(data)) await initialize(place);
  return place;
}

function handle({ pid, port }: { pid: number; port: number }, password: string): PostgresServer {
  const url = (login: Login) => urlOf(port, login);
  return { pid, port, url, adminUrl: url(adminOf(password)), stop: () => stopServer(pid) };
}

const adminOf = (password: string): Login => ({ user: "postgres", password, database: "postgres" });

const urlOf = (port: number, { user, password, database }: Login) =>
  `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

const answers = (url: string): Promise<boolean> =>
  withConnection(url, (connection) => connection.query("select 1")).then(
    () => true,
    () => false,
  );
