import type { DescService } from "@bufbuild/protobuf";
import type { Database } from "../kit/db.ts";
import type { Routes } from "../kit/rpc.ts";
import { type DatabaseOf, testDatabase } from "./database.ts";
import { pauses } from "./pause.ts";
import { serveForTest } from "./serving.ts";
import { openSql } from "./sql.ts";

/** A service on a real, empty database of its own: its client, and a superuser's look into its tables. */
export async function openScene<S extends DescService>(
  name: DatabaseOf,
  service: S,
  open: (url: string) => { database: Database; routes: Routes },
) {
  const { url, adminUrl, name: databaseName, drop } = await testDatabase(name);
  const sql = openSql(new URL(`/${databaseName}`, adminUrl).href);
  const { database, routes } = open(url);
  const served = await serveForTest(service, routes);
  const close = async () => {
    await served.close();
    await database.close();
    await sql.end();
    await drop();
  };
  return { ...served, sql, pauseAt: pauses(sql), close };
}
