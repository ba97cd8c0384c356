import type { DescService } from "@bufbuild/protobuf";
import postgres from "postgres";
import type { Database } from "../kit/db.ts";
import type { Routes } from "../kit/rpc.ts";
import { type DatabaseOf, testDatabase } from "./database.ts";
import { pauses } from "./pause.ts";
import { serveForTest } from "./serving.ts";

/** A service on a real, empty database of its own: its client, and a superuser's look into its tables. */
export async function openScene<S extends DescService>(
  name: DatabaseOf,
  service: S,
  open: (url: string) => { database: Database; routes: Routes },
) {
  const { url, adminUrl, name: databaseName, drop } = await testDatabase(name);
  const sql = postgres(new URL(`/${databaseName}`, adminUrl).href, { max: 5, onnotice: () => {} });
  const { database, routes } = open(url);
  const served = await serveForTest(service, routes);
  const close = async () => {
    await served.close();
    await database.close();
    await sql.end({ timeout: 1 });
    await drop();
  };
  return { ...served, sql, pauseAt: pauses(sql), close };
}
