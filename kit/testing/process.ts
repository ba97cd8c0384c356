import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseEnv } from "../env.ts";
import { createLog } from "../log.ts";
import { start } from "../main.ts";
import { serve } from "../serve.ts";
import { serverEnv } from "../server-env.ts";
import { stubRoutes } from "./routes.ts";

// A whole service in a process of its own, for tests of signals and of what gets to its output.
const schema = z.object({
  ...serverEnv(0),
  FAIL: z.enum(["start", "later", "stop"]).optional(),
  STOP_MS: z.coerce.number().default(0),
});

await start("stub", async (env) => {
  const config = parseEnv(schema, env);
  if (config.FAIL === "start") throw new Error("hunter2");
  if (config.FAIL === "later") setTimeout(() => Promise.reject(new Error("hunter2")), 10);
  const stop = async () => {
    await sleep(config.STOP_MS);
    if (config.FAIL === "stop") throw new Error("hunter2");
  };
  await serve({ name: "stub", config, routes: stubRoutes, log: createLog("stub", config.LOG_LEVEL), stop });
});
