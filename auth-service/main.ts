import { availableParallelism } from "node:os";
import type { ConnectRouter } from "@connectrpc/connect";
import { requireMigrations } from "../drizzle/require-migrations.ts";
import { openDatabase } from "../kit/db.ts";
import { parseEnv } from "../kit/env.ts";
import { createLog } from "../kit/log.ts";
import { start } from "../kit/main.ts";
import { createMetrics } from "../kit/metrics.ts";
import { serve } from "../kit/serve.ts";
import { authEnv, sessionsOf, signingOf } from "./config.ts";
import { startTokenKeys } from "./keys/token-keys.ts";
import { watchHasher } from "./passwords/hash-metrics.ts";
import { createHasher } from "./passwords/hashing.ts";
import { createFloor } from "./passwords/refusal-floor.ts";
import { createSealer } from "./passwords/sealing.ts";
import { watchSchemes } from "./passwords/watch-schemes.ts";
import { authRoutes } from "./routes.ts";
import { authServiceRoutes } from "./sessions/routes.ts";
import { countSessions } from "./sessions/session-metrics.ts";

const name = "auth-service";

await start(name, async (env) => {
  const {
    HASH_CONCURRENCY: concurrency = availableParallelism(),
    BCRYPT_COST: cost,
    PASSWORD_SCHEME: scheme,
    ...config
  } = parseEnv(authEnv, env);
  const [log, metrics] = [createLog(name, config.LOG_LEVEL), createMetrics()];
  if (scheme === "bcrypt" && cost < 10) log.warn({ cost }, "BCRYPT_COST is too low for anything but tests");
  const hasher = createHasher({ scheme, cost, concurrency, peppers: config.PASSWORD_PEPPERS });
  watchHasher(metrics, hasher);
  const database = openDatabase(config.DATABASE_URL, { name, max: config.DATABASE_POOL_SIZE });
  await requireMigrations(database, "auth");
  const sealer = createSealer(config.SEALING_KEYS);
  const floor = createFloor();
  const schemes = await watchSchemes({ database, hasher, floor, log });
  const keys = await startTokenKeys({ database, log, ...signingOf(config) });
  const { issueAccessToken, verifyUser, pages } = keys;
  const sessions = { ...sessionsOf(config), issueAccessToken, count: countSessions(metrics) };
  const deps = { database, hasher, sealer, floor, minLength: config.PASSWORD_MIN_LENGTH };
  const routes = (router: ConnectRouter) => {
    authRoutes({ ...deps, keys })(router);
    authServiceRoutes({ ...deps, ...sessions })(router);
  };
  // Token signing and DNS share libuv's threads with the hashes, and must not wait for them.
  const minThreads = concurrency + 4;
  const ready = async () => {
    await database.ping();
    return keys.canSign();
  };
  const stop = async () => {
    keys.stop();
    await schemes.stop();
    await database.close();
  };
  await serve({ name, env, config, log, metrics, routes, verifyUser, pages, minThreads, ready, stop });
});
