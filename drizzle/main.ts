import { existsSync } from "node:fs";
import { z } from "zod";
import { databaseUrl } from "../kit/db.ts";
import { ConfigError, parseEnv } from "../kit/env.ts";
import { createLog } from "../kit/log.ts";
import { start } from "../kit/main.ts";
import { migrate } from "./migrate.ts";
import { migrationsOf } from "./migrations.ts";

const schema = z.object({
  MIGRATION_DATABASE_URL: databaseUrl().meta({ description: "The database as its owner, who may change tables." }),
});

await start("migrations", async (env) => {
  const service = process.argv[2] ?? "";
  const dir = migrationsOf(service);
  if (!/^[a-z]+$/.test(service) || !existsSync(dir))
    throw new ConfigError(["usage: node drizzle/main.ts auth|profile"]);
  const { MIGRATION_DATABASE_URL: url } = parseEnv(schema, env);
  await migrate({ url, dir, log: createLog(`${service}-migrations`) });
});
