import { availableParallelism } from "node:os";
import { NAMESPACE } from "../orchestrator/config.ts";
import { schemas } from "./schemas.ts";
import type { Secrets } from "./secrets.ts";
import { type Database, databaseOf, type Service, type StackPorts, services } from "./stack-ports.ts";

/** Where the browser app of a developer runs. */
const WEB_APP = "http://localhost:8000";

/** Variables of a process. */
export type Variables = Record<string, string>;

/** What the variables of a service are made of. */
export type EnvSource = {
  ports: StackPorts;
  secrets: Secrets;
  /** The app role's URL of each database. */
  databaseUrls: Record<Database, string>;
  /** host:port of Temporal, or undefined when the environment names one (`TEMPORAL_ADDRESS`, and how to log in). */
  temporalAddress: string | undefined;
  /** What `make up` was given; it wins over every default and secret of ours, but not over where things are. */
  given: NodeJS.ProcessEnv;
};

/** The variables that make a service part of this stack, those given to `make up` included. */
export function serviceEnv(service: Service, source: EnvSource): Variables {
  const defaults = ownDefaults(service, source);
  const given = configuration(service, source.given);
  const replaced = Object.keys(defaults).filter((name) => given[`${name}_FILE`]);
  const kept = Object.entries(defaults).filter(([name]) => !replaced.includes(name));
  return { ...Object.fromEntries(kept), ...given, ...placement(service, source) };
}

// Everything the service reads, and nothing of the shell around it: this is written to a file.
function configuration(service: Service, env: NodeJS.ProcessEnv): Variables {
  const names = new Set(["TEMPORAL_NAMESPACE", ...Object.keys(schemas[service].shape)]);
  const ours = (name: string) => names.has(name.replace(/_FILE$/, ""));
  const temporals = (name: string) => /^TEMPORAL_(?!SERVER$)/.test(name) && env.TEMPORAL_ADDRESS;
  const known = Object.entries(env).filter(([name, value]) => value && (ours(name) || temporals(name)));
  return Object.fromEntries(known) as Variables;
}

function ownDefaults(service: Service, { ports, secrets, given }: EnvSource): Variables {
  const { PASSWORD_PEPPERS, SEALING_KEYS, CODEC_KEYS, KEY_ENCRYPTION_KEYS } = secrets;
  const [shown = "", orchestrator = ""] = secrets.ORCHESTRATOR_CREDENTIAL.split("\n");
  const [, operator = ""] = secrets.OPERATOR_CREDENTIAL.split("\n");
  const both = { ACCEPTED_CREDENTIALS: `${orchestrator},${operator}` };
  const UV_THREADPOOL_SIZE = threads(given);
  const own: Partial<Record<Service, Variables>> = {
    "auth-service": { ...both, PASSWORD_PEPPERS, SEALING_KEYS, KEY_ENCRYPTION_KEYS, UV_THREADPOOL_SIZE },
    orchestrator: { ...both, CODEC_KEYS, SERVICE_CREDENTIAL: shown, TEMPORAL_NAMESPACE: NAMESPACE },
  };
  const usual = { ACCEPTED_CREDENTIALS: orchestrator };
  const TOKEN_ISSUER = `http://localhost:${ports.services["auth-service"].port}`;
  return { REFLECTION: "true", ALLOWED_ORIGINS: WEB_APP, TOKEN_ISSUER, ...(own[service] ?? usual) };
}

// bcrypt shares libuv's threads with DNS and token signing, which must not queue behind it.
const threads = (given: NodeJS.ProcessEnv) => String((Number(given.HASH_CONCURRENCY) || availableParallelism()) + 4);

function placement(service: Service, { ports, databaseUrls, temporalAddress }: EnvSource): Variables {
  const { port, admin } = ports.services[service];
  const database = databaseOf(service);
  return {
    ...{ PORT: String(port), ADMIN_PORT: String(admin) },
    ...(database && { DATABASE_URL: databaseUrls[database] }),
    ...urlsFor(service, ports),
    ...(service === "orchestrator" && temporalAddress && { TEMPORAL_ADDRESS: temporalAddress }),
  };
}

/** Where the services are that this one calls, as far as it reads it: AUTH_URL is that of auth-service. */
function urlsFor(service: Service, ports: StackPorts): Variables {
  const variable = (name: Service) => `${name.replace("-service", "").toUpperCase()}_URL`;
  const called = services.filter((name) => variable(name) in schemas[service].shape);
  return Object.fromEntries(called.map((name) => [variable(name), `http://localhost:${ports.services[name].port}`]));
}
