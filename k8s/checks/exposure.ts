import { services as names, usualStackPorts } from "../../dev/stack-ports.ts";
import { differences, type Facts } from "./compared.ts";
import { type Manifest, nameOf, ofKind, specOf } from "./rendered.ts";

type Port = { name?: string; port: number; targetPort?: string | number; nodePort?: number };
type Service = { type?: string; clusterIP?: string; externalIPs?: string[]; selector?: object; ports: Port[] };

/** Every kind that the checks know. One more is one more way in that nobody has looked at. */
const kinds = (
  "BackendTLSPolicy Certificate Cluster ClusterIssuer ConfigMap DatabaseRole Deployment Gateway GatewayClass HTTPRoute " +
  "HorizontalPodAutoscaler Job Namespace NetworkPolicy ObjectStore PodDisruptionBudget PodMonitor PrometheusRule " +
  "ScheduledBackup ScyllaCluster Service ServiceMonitor"
).split(" ");

const door = (name: string, port: number) => ["ClusterIP", `${name} ${port} to ${name}`];
const members = (rpc: number, membership: number) => [
  ...["ClusterIP without an address", `rpc ${rpc} to rpc`, `membership ${membership} to membership`],
  "metrics 9090 to metrics",
];

const ports = usualStackPorts();

/** What each Service opens to whoever the network lets through. No port for administration is among them. */
const services: Facts = {
  ...Object.fromEntries(names.map((name) => [`Service flock/${name}`, door("https", ports.services[name].port)])),
  "Service temporal/temporal-frontend": door("rpc", 7233),
  "Service temporal/temporal-web": door("http", 8080),
  "Service temporal/temporal-frontend-members": members(7233, 6933),
  "Service temporal/temporal-history-members": members(7234, 6934),
  "Service temporal/temporal-matching-members": members(7235, 6935),
  "Service temporal/temporal-worker-members": members(7239, 6939),
};

/** The profile of Pod Security that each namespace holds its pods to. */
const namespaces: Facts = {
  "Namespace /flock": ["restricted"],
  "Namespace /temporal": ["restricted"],
  "Namespace /scylla": ["privileged"],
};

/** The Gateway listens once, for HTTPS, and takes routes from its own namespace. */
const gateways: Facts = { "Gateway flock/flock": ["HTTPS 443 for Same"] };

/** Kinds, ports and namespaces by which somebody comes in, or goes further, who should not. */
export function exposureFindings(manifests: Manifest[]): string[] {
  const found = (kind: string, facts: (object: Manifest) => string[]) =>
    Object.fromEntries(ofKind(manifests, kind).map((object) => [nameOf(object), facts(object)]));
  const gateway = found("Gateway", listenersOf);
  return [
    ...manifests.filter(({ kind }) => !kinds.includes(kind)).map((object) => `${nameOf(object)} is of no known kind`),
    ...differences(found("Service", opened), services),
    ...differences(found("Namespace", profileOf), namespaces),
    ...differences(gateway, Object.keys(gateway).length ? gateways : {}),
  ];
}

function opened(object: Manifest): string[] {
  const { type = "ClusterIP", clusterIP, externalIPs = [], ports } = specOf<Service>(object);
  return [
    clusterIP === "None" ? `${type} without an address` : type,
    ...externalIPs.map((address) => `address ${address}`),
    ...ports.map(({ name, port, targetPort = port, nodePort }) =>
      [name, port, "to", targetPort, ...(nodePort ? ["on every node"] : [])].join(" "),
    ),
  ];
}

const profileOf = ({ metadata: { labels = {} } }: Manifest) => [
  labels["pod-security.kubernetes.io/enforce"] ?? "privileged",
];

type Listener = { protocol: string; port: number; allowedRoutes?: { namespaces?: { from?: string } } };

const listenersOf = (object: Manifest) =>
  specOf<{ listeners: Listener[] }>(object).listeners.map(
    ({ protocol, port, allowedRoutes }) => `${protocol} ${port} for ${allowedRoutes?.namespaces?.from ?? "Same"}`,
  );
