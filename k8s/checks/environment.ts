import { z } from "zod";
import { schemas as ofServices } from "../../dev/schemas.ts";
import { databaseUrl } from "../../kit/db.ts";
import { ConfigError, describeEnv, parseEnv } from "../../kit/env.ts";
import type { Container } from "./pod-spec.ts";
import { type Manifest, ofKind, type Pod } from "./rendered.ts";
import { type Keys, secretsOf } from "./secrets.ts";

/** What each entry point parses. */
export const schemas: Record<string, z.ZodObject> = {
  ...Object.fromEntries(Object.entries(ofServices).map(([name, schema]) => [`${name}/main.ts`, schema])),
  "drizzle/main.ts": z.object({ MIGRATION_DATABASE_URL: databaseUrl() }),
};

const ofTemporal = /^TEMPORAL_(ADDRESS|NAMESPACE|TLS_(CLIENT_CERT|CLIENT_KEY|SERVER_CA_CERT)_PATH|TLS_SERVER_NAME)$/;

/** What node itself reads, of use to those who call another service, and what Temporal's SDK does. */
const readByOthers = (entry: string, name: string) =>
  name === "NODE_EXTRA_CA_CERTS"
    ? "AUTH_URL" in (schemas[entry]?.shape ?? {})
    : entry === "orchestrator/main.ts" && ofTemporal.test(name);

const key = `k1:${Buffer.alloc(32).toString("base64")}`;
const secret = "a".repeat(43);

/** A good value for each secret, in the form of deploy.sh. */
const samples: Record<string, string> = {
  ...{ PASSWORD_PEPPERS: key, SEALING_KEYS: key, KEY_ENCRYPTION_KEYS: key, CODEC_KEYS: key },
  ...{ SERVICE_CREDENTIAL: `k1.${secret}`, ACCEPTED_CREDENTIALS: `orchestrator:k1:${"a".repeat(64)}` },
  ...{ TLS_CERT: "pem", TLS_KEY: "pem" },
  ...{ DATABASE_URL: "postgres://u:p@h/d", MIGRATION_DATABASE_URL: "postgres://u:p@h/d" },
};

/** The entry point that a container runs, when it is one of ours. */
export const entryOf = ({ command = [] }: Container) => command.find((word) => word in schemas);

/** The variables of a container, those of its ConfigMaps included. */
export function variablesOf(container: Container, namespace: string, manifests: Manifest[]): Record<string, string> {
  const maps = (container.envFrom ?? []).map(({ configMapRef }) => `${namespace}/${configMapRef?.name}`);
  const shared = ofKind(manifests, "ConfigMap").filter(({ metadata }) =>
    maps.includes(`${namespace}/${metadata.name}`),
  );
  const own = (container.env ?? []).map(({ name, value = "" }) => [name, value]);
  return { ...Object.assign({}, ...shared.map(({ data }) => data)), ...Object.fromEntries(own) };
}

/** What the process in a container would say of its environment, and variables that nothing reads. */
export function environmentFindings(pod: Pod, container: Container, manifests: Manifest[]): string[] {
  const entry = entryOf(container) ?? "";
  const schema = schemas[entry];
  if (!schema) return [`${pod.owner} runs something that is not known`];
  const variables = variablesOf(container, pod.namespace, manifests);
  const at = (what: string) => `${pod.owner} ${what}`;
  const known = (name: string) => readOf(schema).has(name) || readByOthers(entry, name);
  const sharedBy = Object.values(schemas).map(readOf);
  const unread = (container.env ?? []).filter(({ name }) => !known(name)).map(({ name }) => name);
  const unreadShared = Object.keys(variables).filter((name) => !known(name) && !sharedBy.some((all) => all.has(name)));
  return [
    ...new Set([...unread, ...unreadShared].map((name) => at(`sets ${name}, which nothing reads`))),
    ...faultsOf(schema, variables).map(at),
    ...pathFindings(pod, container, secretsOf(manifests)).map(at),
  ];
}

function readOf(schema: z.ZodObject): Set<string> {
  return new Set(describeEnv(schema).flatMap((doc) => (doc.secret ? [doc.name, `${doc.name}_FILE`] : [doc.name])));
}

/** Parses as the process will, with good secrets in the place of files. */
function faultsOf(schema: z.ZodObject, variables: Record<string, string>): readonly string[] {
  const files = Object.keys(variables).filter((name) => name.endsWith("_FILE"));
  const given = files.map((name) => name.replace(/_FILE$/, "")).map((name) => [name, samples[name]]);
  const plain = Object.entries(variables).filter(([name]) => !files.includes(name));
  try {
    parseEnv(schema, Object.fromEntries([...plain, ...given]));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

/** Files below /run that no Secret puts there. */
function pathFindings({ namespace, spec }: Pod, { env = [], volumeMounts = [] }: Container, secrets: Keys): string[] {
  const files = volumeMounts.flatMap(({ name, mountPath }) => {
    const source = spec.volumes?.find((volume) => volume.name === name)?.secret;
    const keys = source?.items?.map(({ path }) => path) ?? secrets.get(`${namespace}/${source?.secretName}`) ?? [];
    return keys.map((file) => `${mountPath}/${file}`);
  });
  const wanted = env.filter(({ value = "" }) => value.startsWith("/run/"));
  return wanted
    .filter(({ value = "" }) => !files.includes(value))
    .map(({ name, value }) => `sets ${name} to ${value}, where nothing is`);
}
