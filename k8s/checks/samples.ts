import type { Manifest } from "../tools/objects.ts";

const container = { name: "a", image: "flock:1", ports: [{ name: "https", containerPort: 8080 }] };

/** A small valid object of each family of kinds that Flock uses, by kind. */
export const samples: Record<string, Manifest> = {
  Deployment: {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "a" },
    spec: {
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
      selector: { matchLabels: { app: "a" } },
      template: {
        metadata: { labels: { app: "a" } },
        spec: { containers: [{ ...container, resources: { limits: { cpu: 2, memory: "1Gi" } } }] },
      },
    },
  },
  Cluster: {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: { name: "auth-db" },
    spec: {
      instances: 3,
      storage: { size: "10Gi" },
      postgresql: { parameters: { max_connections: "100" } },
      bootstrap: { initdb: { database: "auth", owner: "auth_owner" } },
    },
  },
  ScyllaCluster: {
    apiVersion: "scylla.scylladb.com/v1",
    kind: "ScyllaCluster",
    metadata: { name: "temporal-scylla" },
    spec: {
      version: "2026.1.3",
      datacenter: { name: "dc1", racks: [{ name: "a", members: 1, storage: { capacity: "5Gi" }, resources: {} }] },
    },
  },
  HTTPRoute: {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "keys" },
    spec: {
      parentRefs: [{ name: "flock" }],
      rules: [
        {
          matches: [{ path: { type: "Exact", value: "/.well-known/jwks.json" } }],
          backendRefs: [{ name: "auth-service", port: 8081 }],
          timeouts: { request: "30s" },
        },
      ],
    },
  },
  Certificate: {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "auth-service" },
    spec: {
      secretName: "auth-service-tls",
      dnsNames: ["auth-service.flock.svc"],
      privateKey: { algorithm: "ECDSA", size: 256 },
      issuerRef: { name: "flock-ca", kind: "ClusterIssuer" },
    },
  },
  PodMonitor: {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    metadata: { name: "services" },
    spec: { selector: { matchLabels: { app: "a" } }, podMetricsEndpoints: [{ port: "admin", interval: "30s" }] },
  },
  ObjectStore: {
    apiVersion: "barmancloud.cnpg.io/v1",
    kind: "ObjectStore",
    metadata: { name: "backups" },
    spec: { retentionPolicy: "30d", configuration: { destinationPath: "s3://example/backups" } },
  },
};
