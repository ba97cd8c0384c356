import pg, { type Client } from "pg";

/** One connection outside of any pool. */
export type Connection = Pick<Client, "query" | "end">;

/** Who the server shows as connected, and how long it may take until the connection stands. */
export type ConnectionOptions = { name?: string; connectTimeoutMs?: number };

/** Connects. Whoever does so ends the connection. */
export async function connect(url: string, options: ConnectionOptions = {}): Promise<Connection> {
  const client = surviveLoss(new pg.Client(connectionOptions(url, options)));
  await client.connect();
  return client;
}

/** Runs a function with a connection of its own, which ends with it. */
export async function withConnection<T>(url: string, run: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  return run(connection).finally(() => connection.end());
}

/** What pg must know to connect. */
export const connectionOptions = (url: string, { name = "flock", connectTimeoutMs = 5_000 }: ConnectionOptions) => ({
  connectionString: url,
  application_name: name,
  connectionTimeoutMillis: connectTimeoutMs,
  keepAlive: true,
});

/** Keeps the process alive when the connection is lost: who uses it learns that from its statement. */
export function surviveLoss<C extends Client>(client: C): C {
  return client.on("error", () => {});
}
