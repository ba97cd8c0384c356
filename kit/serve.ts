import { setTimeout as sleep } from "node:timers/promises";
import { adminHandler } from "./admin.ts";
import { withCors } from "./cors.ts";
import type { Env } from "./env.ts";
import { type Listener, listen } from "./listen.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { Problem } from "./problem.ts";
import type { Rpc } from "./rpc.ts";
import { keepRenewed, tlsOf } from "./server/certificate.ts";
import { assertPlatform } from "./server/platform.ts";
import { createReady } from "./server/ready.ts";
import { createService, type ServiceOptions } from "./server/service.ts";
import { stopOnSignals } from "./server/signals.ts";
import type { ServerConfig } from "./server-env.ts";

export type ServeOptions = Omit<ServiceOptions, "metrics"> & {
  /** The service's name in logs. */
  name: string;
  /** Where the certificate came from and a renewed one will; without it the first one stays. */
  env?: Env;
  /** How often to look for a renewed certificate. */
  renewalMs?: number;
  /** Where the service counts things of its own; made when absent. */
  metrics?: Metrics;
  /** Resolves while the service can work; answers false or rejects while it can not. */
  ready?: () => unknown;
  /** The least UV_THREADPOOL_SIZE that the service works well with. */
  minThreads?: number;
  /** Closes what the service opened; runs after the last call has ended. */
  stop?: () => unknown;
};

/** A server that runs. */
export type Server = {
  url: string;
  adminUrl: string;
  /** Not ready, no new connections, streams ended, calls finished (with a deadline), then `stop`. Twice is once. */
  close(): Promise<void>;
};

/** Starts a service and its admin port, and stops both on SIGTERM or SIGINT. Throws a ConfigError when it can not. */
export async function serve(options: ServeOptions): Promise<Server> {
  const { name, config, log, metrics = createMetrics(), minThreads = 1 } = options;
  assertPlatform(process.versions.node, config.UV_THREADPOOL_SIZE, minThreads);
  const state = { serving: false };
  const ready = createReady(() => state.serving && options.ready?.());
  const rpc = createService({ ...options, metrics }, ready);
  const listeners = await listenBoth(config, rpc, adminHandler({ ready, registry: metrics.registry }));
  const urls = urlsOf(config, listeners);
  const stopRenewing = renewing(options, listeners.service);
  state.serving = true;
  const close = once(async () => {
    state.serving = false;
    stopRenewing();
    await drain(config, listeners.service, rpc);
    await options.stop?.();
    listeners.admin.stopAccepting();
    await listeners.admin.closed(0);
    log.info(`${name} stopped`);
  });
  const server = { ...urls, close: stopOnSignals(close, log) };
  // Last of all: whoever waits for this line may send a signal at once.
  log.info(urls, `${name} serves`);
  return server;
}

type Listeners = { service: Listener; admin: Listener };

async function listenBoth(
  config: ServerConfig,
  rpc: Rpc,
  adminPages: Parameters<typeof withCors>[1],
): Promise<Listeners> {
  const { HOST: host, PORT: port, ADMIN_PORT: adminPort = port === 0 ? 0 : port + 1000 } = config;
  const tls = tlsOf(config);
  const service = await listen({ handler: withCors(config.ALLOWED_ORIGINS, rpc.handler), host, port, tls });
  try {
    return { service, admin: await listen({ handler: adminPages, host, port: adminPort }) };
  } catch (error) {
    service.stopAccepting();
    throw error;
  }
}

function renewing({ env, config, log, renewalMs: everyMs }: ServeOptions, { renew: use }: Listener): () => void {
  const current = tlsOf(config);
  return env && current ? keepRenewed({ env, current, use, log, ...(everyMs && { everyMs }) }) : () => undefined;
}

/** Where people find the server; whoever binds all addresses knows its name better. */
function urlsOf({ TLS_CERT, HOST }: ServerConfig, { service, admin }: Listeners) {
  const host = HOST === undefined || HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `${TLS_CERT ? "https" : "http"}://${name}:${service.port}`, adminUrl: `http://${name}:${admin.port}` };
}

async function drain(config: ServerConfig, listener: Listener, { running }: Rpc): Promise<void> {
  await sleep(config.SHUTDOWN_GRACE_MS);
  const end = new Problem("SERVICE_UNAVAILABLE");
  listener.stopAccepting();
  running.abort("streams", end);
  const late = new AbortController();
  await Promise.race([running.idle(), sleep(config.SHUTDOWN_DEADLINE_MS, undefined, { signal: late.signal })]);
  late.abort();
  running.abort("all", end);
  await listener.closed(closingMs);
}

const closingMs = 1_000; // for the last answers to reach their clients

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= run();
    return result;
  };
}
