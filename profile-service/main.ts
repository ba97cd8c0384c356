import { requireMigrations } from "../drizzle/require-migrations.ts";
import { remoteKeys } from "../kit/access-token/remote-keys.ts";
import { createVerifier } from "../kit/access-token/verify.ts";
import { openDatabase } from "../kit/db.ts";
import { parseEnv } from "../kit/env.ts";
import { createLog } from "../kit/log.ts";
import { start } from "../kit/main.ts";
import { serve } from "../kit/serve.ts";
import { profileEnv } from "./config.ts";
import { profileRoutes } from "./routes.ts";

const name = "profile-service";

await start(name, async (env) => {
  const config = parseEnv(profileEnv, env);
  const log = createLog(name, config.LOG_LEVEL);
  const database = openDatabase(config.DATABASE_URL, { name, max: config.DATABASE_POOL_SIZE });
  await requireMigrations(database, "profile");
  const routes = profileRoutes({ database });
  const keys = remoteKeys({ baseUrl: config.AUTH_URL, log });
  const verifyUser = createVerifier({ issuer: config.TOKEN_ISSUER, findKey: keys.find });
  const stop = async () => {
    keys.stop();
    await database.close();
  };
  await serve({ name, env, config, log, routes, verifyUser, ready: database.ping, stop });
});
