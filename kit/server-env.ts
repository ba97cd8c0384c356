import { z } from "zod";
import { parseAccepted } from "./credentials.ts";
import { flag, integer, origins, parsed, port, secret, text } from "./fields.ts";
import { tlsEnv } from "./server/certificate.ts";

/** The variables that every Flock server reads; `defaultPort` is its PORT. Spread it into the service's own schema. */
export const serverEnv = (defaultPort: number) => ({
  HOST: text()
    .optional()
    .meta({ description: "Address to listen on; without it 127.0.0.1 and ::1. In a pod: 0.0.0.0." }),
  PORT: port(defaultPort).meta({ description: "Port of the service." }),
  ADMIN_PORT: port().optional().meta({ description: "Port of /livez, /readyz and /metrics; without it PORT + 1000." }),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .meta({ description: "The least important events that are logged." }),
  ALLOWED_ORIGINS: origins().meta({
    description: "Origins of browser pages that may call, such as https://app.example, separated by commas.",
  }),
  ACCEPTED_CREDENTIALS: parsed(secret(), parseAccepted)
    .default([])
    .meta({ description: "Who may call as a service: name:id:sha256 of the secret in hex, separated by commas." }),
  ...tlsEnv,
  REFLECTION: flag(false).meta({ description: "Whether gRPC reflection tells clients about the API." }),
  DEFAULT_DEADLINE_MS: integer({ min: 100, max: 600_000, default: 10_000 }).meta({
    description: "Milliseconds that a call may take when its client gives no deadline.",
  }),
  SHUTDOWN_GRACE_MS: integer({ min: 0, max: 60_000, default: 0 }).meta({
    description: "Milliseconds between not being ready and taking no more connections; in a pod some 5000.",
  }),
  SHUTDOWN_DEADLINE_MS: integer({ min: 0, max: 600_000, default: 15_000 }).meta({
    description: "Milliseconds that running calls may take to finish at shutdown.",
  }),
  UV_THREADPOOL_SIZE: integer({ min: 1, max: 1024, default: 4 }).meta({
    description: "Threads for hashing, signing and DNS; node reads it when it starts.",
  }),
});

/** The parsed form of serverEnv(). */
export type ServerConfig = z.output<z.ZodObject<ReturnType<typeof serverEnv>>>;

/** Makes a server configuration from the defaults and some values, for tests. */
export const serverConfig = (values: Partial<ServerConfig> = {}): ServerConfig => ({
  ...z.object(serverEnv(0)).parse({}),
  LOG_LEVEL: "silent",
  ...values,
});
