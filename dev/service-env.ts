import { availableParallelism } from "node:os";
import { authEnv } from "../auth-service/config.ts";
import { NAMESPACE, orchestratorEnv } from "../orchestrator/config.ts";
import { profileEnv } from "../profile-service/config.ts";
import type { Secrets } from "./secrets.ts";
import type { Service, StackPorts } from "./stack-ports.ts";

/** Where the browser app of a developer runs. */
const WEB_APP = "http://localhost:8000";

/** Variables of a process. */
export type Variables = Record<string, string>;

/** What the variables of a service are made of. */
export type EnvSource = {
  ports: StackPorts;
  secrets: Secrets;
  /** The app role's URL of each database. */
  databaseUrls: { auth: string; profile: string };
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

const schemas = { "auth-service": authEnv, "profile-service": profileEnv, orchestrator: orchestratorEnv };

function ownDefaults(service: Service, { ports, secrets, given }: EnvSource): Variables {
  const { PASSWORD_PEPPERS, SEALING_KEYS, CODEC_KEYS, KEY_ENCRYPTION_KEYS } = secrets;
  const [shown = "", orchestrator = ""] = secrets.ORCHESTRATOR_CREDENTIAL.split("\n");
  const [, operator = ""] = secrets.OPERATOR_CREDENTIAL.split("\n");
  const both = { ACCEPTED_CREDENTIALS: `${orchestrator},${operator}` };
  const UV_THREADPOOL_SIZE = threads(given);
  const own = {
    "auth-service": { ...both, PASSWORD_PEPPERS, SEALING_KEYS, KEY_ENCRYPTION_KEYS, UV_THREADPOOL_SIZE },
    "profile-service": { ACCEPTED_CREDENTIALS: orchestrator },
    orchestrator: { ...both, CODEC_KEYS, SERVICE_CREDENTIAL: shown, TEMPORAL_NAMESPACE: NAMESPACE },
  };
  const TOKEN_ISSUER = `http://localhost:${ports.services["auth-service"].port}`;
  return { REFLECTION: "true", ALLOWED_ORIGINS: WEB_APP, TOKEN_ISSUER, ...own[service] };
}

// bcrypt shares libuv's threads with DNS and token signing, which must not queue behind it.
const threads = (given: NodeJS.ProcessEnv) => String((Number(given.HASH_CONCURRENCY) || availableParallelism()) + 4);

function placement(service: Service, { ports, databaseUrls, temporalAddress }: EnvSource): Variables {
  const { port, admin } = ports.services[service];
  const url = (name: Service) => `http://localhost:${ports.services[name].port}`;
  const own = {
    "auth-service": { DATABASE_URL: databaseUrls.auth },
    "profile-service": { DATABASE_URL: databaseUrls.profile, AUTH_URL: url("auth-service") },
    orchestrator: {
      ...{ AUTH_URL: url("auth-service"), PROFILE_URL: url("profile-service") },
      ...(temporalAddress && { TEMPORAL_ADDRESS: temporalAddress }),
    },
  };
  return { PORT: String(port), ADMIN_PORT: String(admin), ...own[service] };
}
