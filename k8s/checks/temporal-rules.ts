import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { type Manifest, nameOf, type Overlay, ofKind, specOf } from "./rendered.ts";

type Tree = { [key: string]: Tree } | string | number | boolean | undefined;
type Expected = Record<string, unknown>;

const pair = (at: string, folder: string) => ({
  [`${at}.certFile`]: `/run/${folder}/tls.crt`,
  [`${at}.keyFile`]: `/run/${folder}/tls.key`,
});
const mutual = (door: string) => ({
  ...pair(`global.tls.${door}.server`, `${door}-tls`),
  [`global.tls.${door}.server.clientCaFiles`]: [`/run/${door}-tls/ca.crt`],
  [`global.tls.${door}.server.requireClientAuth`]: true,
  [`global.tls.${door}.client.serverName`]: `temporal-${door}.temporal.svc`,
  [`global.tls.${door}.client.rootCaFiles`]: [`/run/${door}-tls/ca.crt`],
});
const store = "persistence.datastores.default.cassandra";
const visibility = "persistence.datastores.visibility.sql";

/** What of Temporal's own file lets in only whom it knows, and finds its databases and nobody else's. */
const expected: Expected = {
  "persistence.numHistoryShards": 512,
  [`${store}.port`]: 9142,
  [`${store}.keyspace`]: "temporal",
  [`${store}.tls.enabled`]: true,
  [`${store}.tls.caFile`]: "/run/store-tls/ca.crt",
  ...pair(`${store}.tls`, "store-tls"),
  [`${store}.tls.enableHostVerification`]: true,
  [`${store}.tls.serverName`]: '{{ env "STORE_SERVER_NAME" }}',
  [`${visibility}.databaseName`]: "temporal_visibility",
  [`${visibility}.connectAddr`]: "temporal-visibility-db-rw.temporal.svc:5432",
  [`${visibility}.user`]: "temporal",
  [`${visibility}.tls.enabled`]: true,
  [`${visibility}.tls.caFile`]: "/run/visibility-ca/ca.crt",
  [`${visibility}.tls.enableHostVerification`]: true,
  ...mutual("internode"),
  ...mutual("frontend"),
  ...pair("global.tls.systemWorker", "internode-tls"),
  "global.tls.systemWorker.client.serverName": "temporal-frontend.temporal.svc",
  "global.tls.systemWorker.client.rootCaFiles": ["/run/frontend-tls/ca.crt"],
};

/** What the Job that makes the tables says of both databases. */
const schemaWords = [
  ...["CASSANDRA_PORT=9142", "CASSANDRA_ENABLE_TLS=true", 'CASSANDRA_TLS_SERVER_NAME="$STORE_SERVER_NAME"'],
  ...["CASSANDRA_TLS_CA=/run/store-tls/ca.crt", "SQL_HOST=temporal-visibility-db-rw.temporal.svc", "SQL_TLS=true"],
  ...["SQL_TLS_CA_FILE=/run/visibility-ca/ca.crt", "SQL_DATABASE=temporal_visibility"],
];

const replicas: Record<Overlay, number> = { kind: 1, production: 3 };

/** Where the configuration, the store and the keyspace are not what this overlay needs. */
export function temporalFindings(overlay: Overlay, manifests: Manifest[]): string[] {
  const config: Tree = parse(dataOf(manifests, "temporal-config-")["temporal.yaml"] ?? "");
  const off = wrong(expected, (path) => at(config, path));
  const keyspace = dataOf(manifests, "temporal-store");
  const copies = wrong(keyspaceOf(overlay, manifests), (name) => keyspace[name]);
  const scripts = Object.values(dataOf(manifests, "temporal-schema")).join("\n").split(/\s+/);
  return [
    ...off,
    ...copies,
    ...schemaWords.filter((word) => !scripts.includes(word)).map((word) => `temporal-schema says no ${word}`),
    ...ofKind(manifests, "ScyllaCluster").flatMap((cluster) => rackFindings(overlay, cluster)),
  ];
}

/** What Temporal is told of the store that is there. */
function keyspaceOf(overlay: Overlay, manifests: Manifest[]): Expected {
  const [cluster] = ofKind(manifests, "ScyllaCluster");
  if (!cluster) return {};
  const { name } = specOf<{ datacenter: { name: string } }>(cluster).datacenter;
  const host = `${cluster.metadata.name}-client.${cluster.metadata.namespace}.svc`;
  return {
    STORE_HOSTS: host,
    STORE_SERVER_NAME: host,
    STORE_DATACENTER: name,
    STORE_REPLICATION_FACTOR: String(replicas[overlay]),
    STORE_KEYSPACE_OPTIONS: "and tablets = {'enabled':false}",
  };
}

/** A rack each for every copy. */
function rackFindings(overlay: Overlay, cluster: Manifest): string[] {
  const { racks } = specOf<{ datacenter: { racks: { members: number }[] } }>(cluster).datacenter;
  const filled = racks.filter(({ members }) => members > 0).length;
  return filled === replicas[overlay] ? [] : [`${nameOf(cluster)} has members in ${filled} racks`];
}

const wrong = (facts: Expected, found: (name: string) => unknown) =>
  Object.entries(facts)
    .filter(([name, value]) => !isDeepStrictEqual(found(name), value))
    .map(([name, value]) => `${name} is ${JSON.stringify(found(name))}, not ${JSON.stringify(value)}`);

const at = (tree: Tree, path: string) =>
  path.split(".").reduce<Tree>((place, step) => (typeof place === "object" ? place[step] : undefined), tree);

const dataOf = (manifests: Manifest[], prefix: string) =>
  ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name.startsWith(prefix))?.data ?? {};

/** Databases of any namespace that would talk without TLS, or acknowledge what one machine alone has. */
export function clusterFindings(overlay: Overlay, manifests: Manifest[]): string[] {
  const required = { method: "any", number: 1, dataDurability: "required" };
  const safe: Expected = overlay === "production" ? { instances: 3, "postgresql.synchronous": required } : {};
  return ofKind(manifests, "Cluster").flatMap((cluster) => {
    const rules = wrong({ "postgresql.pg_hba": ["hostnossl all all all reject"], ...safe }, (path) =>
      at(specOf<Tree>(cluster), path),
    );
    return rules.map((finding) => `${nameOf(cluster)}: ${finding}`);
  });
}
