import { databases } from "../../dev/stack-ports.ts";
import { describeEnv } from "../../kit/env.ts";
import { entryOf, schemas, variablesOf } from "./environment.ts";
import { type Container, containersOf } from "./pod-spec.ts";
import { type Manifest, nameOf, ofKind, type Pod, podsOf, specOf } from "./rendered.ts";
import { secretsOf } from "./secrets.ts";

type Service = { ports: { port: number }[] };

const server = {
  HOST: "0.0.0.0",
  SHUTDOWN_GRACE_MS: "5000",
  TLS_CERT_FILE: "/run/tls/tls.crt",
  TLS_KEY_FILE: "/run/tls/tls.key",
  ACCEPTED_CREDENTIALS_FILE: "/run/secrets/flock/ACCEPTED_CREDENTIALS",
};
const auth = { AUTH_URL: "https://auth-service.flock.svc:8081", NODE_EXTRA_CA_CERTS: "/run/tls/ca.crt" };
const frontend = "temporal-frontend.temporal.svc";

const others = databases.filter((name) => name !== "auth");
const named = <T>(names: string[], what: string, value: T) =>
  Object.fromEntries(names.map((name) => [`${name}-${what}`, value]));

/** What processes could start without, and would then do the wrong thing or nothing. */
const required: Record<string, Record<string, string>> = {
  "auth-service": { ...server, DATABASE_URL_FILE: "/run/secrets/database/url" },
  ...named(others, "service", { ...server, ...auth, DATABASE_URL_FILE: "/run/secrets/database/url" }),
  ...named(databases, "migrate", { MIGRATION_DATABASE_URL_FILE: "/run/secrets/database/url" }),
  orchestrator: {
    ...server,
    ...auth,
    ROLE: "all",
    PROFILE_URL: "https://profile-service.flock.svc:8082",
    TEMPORAL_ADDRESS: `${frontend}:7233`,
    TEMPORAL_NAMESPACE: "flock",
    TEMPORAL_TLS_CLIENT_CERT_PATH: "/run/temporal-tls/tls.crt",
    TEMPORAL_TLS_CLIENT_KEY_PATH: "/run/temporal-tls/tls.key",
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: "/run/temporal-tls/ca.crt",
    TEMPORAL_TLS_SERVER_NAME: frontend,
  },
  "temporal-ui": {
    TEMPORAL_ADDRESS: `${frontend}:7233`,
    TEMPORAL_DEFAULT_NAMESPACE: "flock",
    TEMPORAL_TLS_CA: "/run/tls/ca.crt",
    TEMPORAL_TLS_CERT: "/run/tls/tls.crt",
    TEMPORAL_TLS_KEY: "/run/tls/tls.key",
    TEMPORAL_TLS_ENABLE_HOST_VERIFICATION: "true",
    TEMPORAL_TLS_SERVER_NAME: frontend,
    TEMPORAL_DISABLE_WRITE_ACTIONS: "true",
  },
};

/** Variables that are not there or lead elsewhere, ports that are not those of the pod, secrets in plain sight. */
export function requiredFindings(manifests: Manifest[]): string[] {
  const each = podsOf(manifests).flatMap((pod) =>
    containersOf(pod.spec).flatMap((container) => {
      const has = variablesOf(container, pod.namespace, manifests);
      const at = (what: string) => `${pod.owner} ${what}`;
      return [...valueFindings(pod, has), ...portFindings(container, has), ...addressFindings(manifests, has)].map(at);
    }),
  );
  return [...each, ...namespaceFindings(manifests), ...plainFindings(manifests)];
}

function valueFindings({ labels }: Pod, has: Record<string, string>): string[] {
  const wanted = Object.entries(required[labels["app.kubernetes.io/name"] ?? ""] ?? {});
  return wanted
    .filter(([name, value]) => has[name] !== value)
    .map(([name, value]) => `does not set ${name} to ${value}`);
}

/** Ports that the pod says it opens, and the process does not. */
function portFindings(container: Container, has: Record<string, string>): string[] {
  const schema = schemas[entryOf(container) ?? ""];
  const fallback = schema && describeEnv(schema).find(({ name }) => name === "PORT")?.default;
  if (!fallback) return [];
  const port = Number(has.PORT ?? fallback);
  const listens = { https: port, admin: Number(has.ADMIN_PORT ?? port + 1000) };
  return Object.entries(listens)
    .filter(([name, port]) => !container.ports?.some((open) => open.name === name && open.containerPort === port))
    .map(([name, port]) => `listens on ${port}, which is not its port ${name}`);
}

/** Addresses in the cluster that are no port of a Service. */
function addressFindings(manifests: Manifest[], has: Record<string, string>): string[] {
  const services = ofKind(manifests, "Service").flatMap((service) =>
    specOf<Service>(service).ports.map(
      ({ port }) => `${service.metadata.name}.${service.metadata.namespace}.svc:${port}`,
    ),
  );
  return Object.entries(has)
    .filter(([, value]) => /\.svc(\.[\w.]+)?:\d+/.test(value))
    .filter(([, value]) => !services.includes(value.replace(/^https:\/\//, "")))
    .map(([name, value]) => `sets ${name} to ${value}, where no Service is`);
}

/** The namespace in Temporal must be the one that the workers and clients speak of. */
function namespaceFindings(manifests: Manifest[]): string[] {
  const job = podsOf(manifests).find(({ labels }) => labels["app.kubernetes.io/name"] === "temporal-namespace");
  const script = job?.spec.containers[0]?.command?.join(" ") ?? "";
  const made = [...script.matchAll(/--namespace (\S+)/g)].map(([, name]) => name);
  return made.join() === required.orchestrator?.TEMPORAL_NAMESPACE ? [] : [`the Job makes namespace ${made.join()}`];
}

/** Secrets in a ConfigMap, or as the value of a variable. */
function plainFindings(manifests: Manifest[]): string[] {
  const bySchema = Object.values(schemas).flatMap((schema) => describeEnv(schema).filter(({ secret }) => secret));
  const names = new Set([...bySchema.map(({ name }) => name), ...[...secretsOf(manifests).values()].flat()]);
  const maps = ofKind(manifests, "ConfigMap").map((map) => ({ by: nameOf(map), has: Object.keys(map.data ?? {}) }));
  const pods = podsOf(manifests).map(({ owner, spec }) => ({
    by: owner,
    has: containersOf(spec).flatMap(({ env = [] }) => env.filter(({ value }) => value).map(({ name }) => name)),
  }));
  return [...maps, ...pods].flatMap(({ by, has }) =>
    has.filter((name) => names.has(name)).map((name) => `${by} holds ${name} for all to read`),
  );
}
