import type { DescService } from "@bufbuild/protobuf";
import type { Database } from "../kit/db.ts";
import type { Routes } from "../kit/rpc.ts";
import { type DatabaseOf, testDatabase } from "./database.ts";
import { pauses } from "./pause.ts";
import { serveForTest, type TestDoor } from "./serving.ts";
import { openSql } from "./sql.ts";

/** What a scene serves, and what it stops before its database closes. */
type Opened = { database: Database; routes: Routes; door?: TestDoor; stop?: () => void };

/** A service on a real, empty database of its own: its client, and a superuser's look into its tables. */
export async function openScene<S extends DescService, O extends Opened>(
  name: DatabaseOf,
  service: S,
  open: (url: string) => O | Promise<O>,
) {
  const { url, adminUrl, name: databaseName, drop } = await testDatabase(name);
  const sql = openSql(new URL(`/${databaseName}`, adminUrl).href);
  const opened = await open(url);
  const served = await serveForTest(service, opened.routes, opened.door);
  const close = async () => {
    await served.close();
    opened.stop?.();
    await opened.database.close();
    await sql.end();
    await drop();
  };
  return { ...opened, ...served, sql, pauseAt: pauses(sql), close };
}
