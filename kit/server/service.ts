import { assertRules, type GateOptions, requestGate } from "../gate.ts";
import { healthRoutes } from "../health.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { reflectionRoutes } from "../reflection.ts";
import { createRpc, type Routes, type Rpc, type RpcOptions } from "../rpc.ts";
import type { ServerConfig } from "../server-env.ts";
import { warmUp } from "../validate.ts";
import type { Ready } from "./ready.ts";

export type ServiceOptions = {
  config: ServerConfig;
  routes: Routes;
  log: Logger;
  metrics: Metrics;
  verifyUser?: GateOptions["verifyUser"];
  pages?: RpcOptions["pages"];
};

/** The routes with health and reflection, behind the gate. Throws a ConfigError when a method has no access rule. */
export function createService(options: ServiceOptions, ready: Ready): Rpc {
  const { config, routes, log, metrics, verifyUser, pages } = options;
  const services = () => rpc.services;
  const rpc: Rpc = createRpc({
    routes: (router) => {
      routes(router);
      healthRoutes(ready, services)(router);
      if (config.REFLECTION) reflectionRoutes(services)(router);
    },
    gate: requestGate({ accepted: config.ACCEPTED_CREDENTIALS, ...(verifyUser && { verifyUser }) }),
    log,
    ...(pages && { pages }),
    count: metrics.count,
    deadlineMs: config.DEFAULT_DEADLINE_MS,
  });
  assertRules(rpc.services);
  warmUp(rpc.services.flatMap(({ methods }) => methods.map(({ input }) => input)));
  return rpc;
}
