import type { ConnectRouter } from "@connectrpc/connect";
import { UserService } from "../gen/flock/auth/v1/user_service_pb.ts";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { remoteKeys } from "../kit/access-token/remote-keys.ts";
import { createVerifier } from "../kit/access-token/verify.ts";
import { connectClient } from "../kit/client.ts";
import { parseEnv } from "../kit/env.ts";
import { createLog } from "../kit/log.ts";
import { start } from "../kit/main.ts";
import { serve } from "../kit/serve.ts";
import { orchestratorEnv } from "./config.ts";
import { orchestratorMetrics } from "./metrics.ts";
import { createActivities } from "./registration/activities.ts";
import { createRegistrations } from "./registration/registrations.ts";
import { createUserIds } from "./registration/user-ids.ts";
import { createWatchers } from "./registration/watchers.ts";
import { orchestratorRoutes } from "./routes.ts";
import { connectTemporal } from "./temporal/connect.ts";
import { installRuntime } from "./temporal/log.ts";
import { startWorker } from "./temporal/worker.ts";

await start("orchestrator", async (env) => {
  const config = parseEnv(orchestratorEnv, env);
  const log = createLog("orchestrator", config.LOG_LEVEL);
  const metrics = orchestratorMetrics();
  const client = { credential: config.SERVICE_CREDENTIAL, timeoutMs: 5000 };
  const users = connectClient(UserService, { ...client, baseUrl: config.AUTH_URL });
  const profiles = connectClient(ProfileService, { ...client, baseUrl: config.PROFILE_URL });
  installRuntime(log);
  const temporal = await connectTemporal(env, config.CODEC_KEYS, log);
  const registrations = createRegistrations({ client: temporal.client, eager: config.ROLE === "all" });
  const watch = createWatchers({ registrations });
  const userIds = createUserIds(config.CODEC_KEYS);
  const activities = createActivities({ users, profiles }, log, metrics.onAttempt);
  const onOutcome = (outcome: string, reason: string, trace_id: string) => {
    metrics.onOutcome(outcome, reason);
    log.info({ trace_id, outcome, reason }, "a registration ended");
  };
  const worker =
    config.ROLE === "door"
      ? undefined
      : await startWorker({ ...temporal, activities, onOutcome, bundlePath: config.WORKFLOW_BUNDLE });
  const routes = (router: ConnectRouter) => {
    orchestratorRoutes({ users, registrations, watch, userIds })(router);
  };
  const keys = remoteKeys({ baseUrl: config.AUTH_URL, log });
  await serve({
    name: "orchestrator",
    env,
    config,
    log,
    metrics,
    routes: config.ROLE === "worker" ? () => {} : routes,
    verifyUser: createVerifier({ issuer: config.TOKEN_ISSUER, findKey: keys.find }),
    ready: async () => worker?.isRunning() !== false && (await temporal.answers()),
    // The door has drained by now: what it started may still finish here before the worker lets go.
    stop: async () => {
      keys.stop();
      await worker?.stop();
      await temporal.connection.close();
    },
  });
});
