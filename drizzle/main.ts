import { z } from "zod";
import { databaseUrl } from "../kit/db.ts";
import { ConfigError, parseEnv } from "../kit/env.ts";
import { createLog } from "../kit/log.ts";
import { start } from "../kit/main.ts";
import { migrate } from "./migrate.ts";
import { databaseNames, migrationsOf } from "./migrations.ts";

const schema = z.object({
  MIGRATION_DATABASE_URL: databaseUrl().meta({ description: "The database as its owner, who may change tables." }),
});

await start("migrations", async (env) => {
  const service = process.argv[2] ?? "";
  const known = databaseNames();
  if (!known.includes(service)) throw new ConfigError([`usage: node drizzle/main.ts ${known.join("|")}`]);
  const { MIGRATION_DATABASE_URL: url } = parseEnv(schema, env);
  await migrate({ url, dir: migrationsOf(service), log: createLog(`${service}-migrations`) });
});
