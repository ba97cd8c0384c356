import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { sql } from "drizzle-orm";
import type { Stack } from "../dev/stack.ts";
import { databaseUrlsOf } from "../dev/stack-database.ts";
import { TEMPORAL_VERSION } from "../dev/temporal-binary.ts";
import { openDatabase } from "../kit/db.ts";

/** What the figures were measured on. `load` is the machine's load average before the run began. */
export type Machine = {
  cores: number;
  model: string;
  memoryGiB: number;
  node: string;
  postgres: string;
  temporal: string;
  load: number;
  date: string;
};

/** Describes this machine without naming it. */
export async function describeMachine({ plan }: Stack): Promise<Machine> {
  const postgres = await postgresVersion(databaseUrlsOf(plan, "auth").app);
  const [cores, model, memoryGiB] = [availableParallelism(), cpus()[0]?.model ?? "unknown", totalmem() / 2 ** 30];
  const [date = ""] = new Date().toISOString().split("T");
  const versions = { node: process.versions.node, postgres, temporal: TEMPORAL_VERSION };
  return { cores, model, memoryGiB, ...versions, load: loadavg()[0] ?? 0, date };
}

async function postgresVersion(url: string): Promise<string> {
  const database = openDatabase(url, { max: 1 });
  const { rows } = await database.query((db) => db.execute(sql`show server_version`)).finally(database.close);
  return String(rows[0]?.server_version);
}
