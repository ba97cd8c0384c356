import { databases } from "../../dev/stack-ports.ts";
import { differences, type Facts } from "./compared.ts";
import { type Container, containersOf, type EnvVar, type Volume } from "./pod-spec.ts";
import { type Manifest, nameOf as objectName, ofKind, type Pod, podsOf, specOf } from "./rendered.ts";

type Ref = { name: string };
type Cluster = { bootstrap: { initdb: { database: string; owner: string; secret: Ref } } };
type Role = { name: string; cluster: Ref; passwordSecret: Ref };

const tmp = "/tmp";
const own = (service: string) => [tmp, `/run/secrets/flock ${service}-secrets`, `/run/tls ${service}-tls`];
const database = (name: string, login: "owner" | "runtime") => [
  `/run/secrets/database ${name}-db-${login}:url`,
  `/run/database-ca ${name}-db-ca:ca.crt`,
];
const config = "$ flock-config";
const node = "node --max-semi-space-size=8";
const visibility = (keys = "") => [
  `/run/secrets/visibility temporal-visibility-db-owner${keys}`,
  "/run/visibility-ca temporal-visibility-db-ca:ca.crt",
];
const temporalServer = (role: string) => [
  `> temporal-server --config-file=/etc/temporal/config/temporal.yaml --allow-no-auth start --service=${role}`,
  ...[tmp, "/etc/temporal/config temporal-config", ...visibility(":password"), "/run/store-tls temporal-store-tls"],
  ...["/run/frontend-tls temporal-frontend-tls", "/run/internode-tls temporal-internode-tls"],
  ...["$ temporal-store", "$STORE_USER temporal-store:username", "$STORE_PASSWORD temporal-store:password"],
];
const tools = [tmp, "/run/tls temporal-tools-tls"];

const of = (facts: (name: string) => [string, string[]]) => Object.fromEntries(databases.map(facts));

/** What each container runs, and what it holds: where (a folder, a variable) and from which Secret or ConfigMap. */
const expected: Facts = {
  ...of((name) => [
    `${name}-service app`,
    [`> ${node} ${name}-service/main.ts`, config, ...own(`${name}-service`), ...database(name, "runtime")],
  ]),
  ...of((name) => [`${name}-migrate app`, [`> node drizzle/main.ts ${name}`, tmp, ...database(name, "owner")]]),
  "orchestrator app": [
    ...[`> ${node} orchestrator/main.ts`, config, ...own("orchestrator")],
    "/run/temporal-tls orchestrator-temporal-tls",
  ],
  "temporal-frontend temporal": temporalServer("frontend"),
  "temporal-history temporal": temporalServer("history"),
  "temporal-matching temporal": temporalServer("matching"),
  "temporal-worker temporal": temporalServer("worker"),
  "temporal-ui ui": tools,
  "temporal-namespace namespace": ["> sh -euc (script)", ...tools],
  "temporal-schema store": [
    ...["> sh /schema/store.sh", tmp, "/schema temporal-schema", "$ temporal-store"],
    ...["/run/secrets/superuser temporal-store-superuser", "/run/secrets/store temporal-store"],
    "/run/store-tls temporal-store-tls",
  ],
  "temporal-schema visibility": ["> sh /schema/visibility.sh", tmp, "/schema temporal-schema", ...visibility()],
};

/** Whose password each role of PostgreSQL has: its own, never the owner's in the place of the service's. */
const logins: Facts = {
  ...of((name) => [`Cluster flock/${name}-db`, [`${name} of ${name}_owner by ${name}-db-owner`]]),
  ...of((name) => [`DatabaseRole flock/${name}-app`, [`${name}_app in ${name}-db by ${name}-db-runtime`]]),
  "Cluster temporal/temporal-visibility-db": ["temporal_visibility of temporal by temporal-visibility-db-owner"],
};

/** Roles that have another's password, or another database. */
export function loginFindings(manifests: Manifest[]): string[] {
  const owners = ofKind(manifests, "Cluster").map((object) => {
    const { database, owner, secret } = specOf<Cluster>(object).bootstrap.initdb;
    return [objectName(object), [`${database} of ${owner} by ${secret.name}`]];
  });
  const roles = ofKind(manifests, "DatabaseRole").map((object) => {
    const { name, cluster, passwordSecret } = specOf<Role>(object);
    return [objectName(object), [`${name} in ${cluster.name} by ${passwordSecret.name}`]];
  });
  return differences(Object.fromEntries([...owners, ...roles]), logins);
}

/** Commands, Secrets, ConfigMaps and folders that a container should not have, or should and does not. */
export function holdingFindings(manifests: Manifest[]): string[] {
  const found = podsOf(manifests).flatMap((pod) =>
    containersOf(pod.spec).map((container) => [nameOf(pod, container), factsOf(pod, container)]),
  );
  return differences(Object.fromEntries(found), expected);
}

const nameOf = ({ labels }: Pod, { name }: Container) => `${labels["app.kubernetes.io/name"]} ${name}`;

function factsOf({ spec }: Pod, { command = [], args = [], env = [], envFrom = [], volumeMounts = [] }: Container) {
  const words = [...command, ...args].map((word) => (word.includes("\n") ? "(script)" : word));
  const folders = volumeMounts.map(({ name, mountPath }) => {
    const volume = spec.volumes?.find((each) => each.name === name);
    return volume?.emptyDir ? mountPath : `${mountPath} ${sourceOf(volume)}`;
  });
  const shared = envFrom.map(({ configMapRef, secretRef }) => `$ ${plain((configMapRef ?? secretRef)?.name)}`);
  return [...(words.length ? [`> ${words.join(" ")}`] : []), ...folders, ...shared, ...env.flatMap(variable)];
}

// What the checks do not look into (a list of sources, a claim) shows as it is written, and so is never expected.
function sourceOf({ secret, configMap, ...other }: Volume = { name: "" }): string {
  const name = plain(secret?.secretName ?? configMap?.name);
  const items = (secret ?? configMap)?.items?.map(({ key, path }) => (key === path ? key : `${key}=${path}`));
  return secret || configMap ? [name, ...(items ?? [])].join(":") : JSON.stringify(other);
}

const variable = ({ name, valueFrom: { secretKeyRef: from } = {} }: EnvVar) =>
  from ? [`$${name} ${from.name}:${from.key}`] : [];

/** A name without the hash that kustomize gives it. */
const plain = (name = "") => name.replace(/-[a-z0-9]{10}$/, "");
