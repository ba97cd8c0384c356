import { byName, databases, type Service, services, usualStackPorts } from "../../dev/stack-ports.ts";
import type { Labels } from "./rendered.ts";

/** Something that opens connections, and the ports on which it takes them. */
export type Actor = { namespace: string; labels: Labels; ports: number[] };

const named = (namespace: string, name: string, ...ports: number[]): Actor => ({
  namespace,
  labels: { "app.kubernetes.io/name": name },
  ports,
});
const database = (namespace: string, name: string): Actor => ({
  namespace,
  labels: { "cnpg.io/cluster": name, "cnpg.io/podRole": "instance" },
  ports: [5432, 8000, 9187],
});
const foreign = (namespace: string, ...ports: number[]): Actor => ({ namespace, labels: {}, ports });

const { services: ports } = usualStackPorts();
const clusters = databases.map((name) => `${name}-db` as const);
const migrations = databases.map((name) => `${name}-migrate` as const);
const [doors, admins] = [services.map((name) => ports[name].port), services.map((name) => ports[name].admin)];
const besides = (...names: Service[]) => services.filter((name) => !names.includes(name));

/** Everybody who talks. Every rendered pod is one of them; operators make the databases; the others are not ours. */
export const actors = {
  ...byName(services, (name) => named("flock", name, ports[name].port, ports[name].admin)),
  ...byName(migrations, (name) => named("flock", name)),
  ...byName(clusters, (name) => database("flock", name)),
  "temporal-frontend": named("temporal", "temporal-frontend", 7233, 6933, 9090),
  "temporal-history": named("temporal", "temporal-history", 7234, 6934, 9090),
  "temporal-matching": named("temporal", "temporal-matching", 7235, 6935, 9090),
  "temporal-worker": named("temporal", "temporal-worker", 7239, 6939, 9090),
  "temporal-ui": named("temporal", "temporal-ui", 8080),
  "temporal-schema": named("temporal", "temporal-schema"),
  "temporal-namespace": named("temporal", "temporal-namespace"),
  "temporal-visibility-db": database("temporal", "temporal-visibility-db"),
  scylla: named("scylla", "scylla", 7000, 7001, 9042, 9142, 19042, 19142, 10001, 9180, 5090),
  cassandra: named("temporal", "cassandra", 7000, 9142),
  gateway: foreign("envoy-gateway-system"),
  monitoring: foreign("monitoring"),
  "cnpg-operator": foreign("cnpg-system"),
  "scylla-operator": foreign("scylla-operator"),
  "scylla-manager": foreign("scylla-manager"),
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" }, ports: [53] },
  // No pod: the Kubernetes API and the object store.
  outside: foreign("", 443, 6443),
  stranger: foreign("default", 80),
  // A pod that somebody starts in a namespace of ours.
  "unlisted-in-flock": foreign("flock", 80),
  "unlisted-in-temporal": foreign("temporal", 80),
} as const satisfies Record<string, Actor>;

/** The name of an actor. */
export type ActorName = keyof typeof actors;

const server: ActorName[] = ["temporal-frontend", "temporal-history", "temporal-matching", "temporal-worker"];

/** Who may reach whom, on which ports. Nothing else may be possible. */
export const flows: { from: ActorName[]; to: ActorName[]; ports: number[] }[] = [
  { from: ["gateway"], to: services, ports: doors },
  { from: ["orchestrator"], to: besides("orchestrator"), ports: doors },
  { from: besides("orchestrator", "auth-service"), to: ["auth-service"], ports: doors },
  ...databases.map((name) => ({
    from: [`${name}-service` as const, `${name}-migrate` as const],
    to: [`${name}-db` as const],
    ports: [5432],
  })),
  { from: ["orchestrator", "temporal-ui", "temporal-namespace"], to: ["temporal-frontend"], ports: [7233] },
  { from: server, to: server, ports: [7233, 7234, 7235, 7239, 6933, 6934, 6935, 6939] },
  { from: [...server, "temporal-schema"], to: ["temporal-visibility-db"], ports: [5432] },
  { from: [...server, "temporal-schema"], to: ["scylla", "cassandra"], ports: [9142] },
  { from: ["scylla"], to: ["scylla"], ports: [7000, 7001, 9042, 9142, 19042, 19142, 10001] },
  { from: ["cassandra"], to: ["cassandra"], ports: [7000] },
  { from: ["scylla-operator", "scylla-manager"], to: ["scylla"], ports: [10001] },
  ...([...clusters, "temporal-visibility-db"] as const).flatMap((cluster) => [
    { from: [cluster, "cnpg-operator" as const], to: [cluster], ports: [5432, 8000] },
    { from: [cluster], to: ["outside" as const], ports: [443, 6443] },
    { from: ["monitoring" as const], to: [cluster], ports: [9187] },
  ]),
  { from: ["scylla"], to: ["outside"], ports: [443, 6443] },
  { from: ["monitoring"], to: services, ports: admins },
  { from: ["monitoring"], to: server, ports: [9090] },
  { from: ["monitoring"], to: ["scylla"], ports: [9180, 5090] },
];

/** Whom nobody reaches: the user interface has only an operator's port-forward, which comes through the node. */
export const unreached: ActorName[] = ["temporal-ui", "unlisted-in-flock", "unlisted-in-temporal"];
