import { join } from "node:path";
import { freePorts } from "./free-ports.ts";

/** Every port a Temporal server listens on, all on loopback. */
export type TemporalPorts = Record<(typeof portNames)[number], number>;

const portNames = [
  "frontend",
  "http",
  "history",
  "matching",
  "worker",
  "frontendMembership",
  "historyMembership",
  "matchingMembership",
  "workerMembership",
] as const;

/** The ports of a Temporal server that belongs to `make up`, moved by an offset. */
export function usualPorts(offset = 0): TemporalPorts {
  return {
    frontend: 7233 + offset,
    http: 7243 + offset,
    history: 7234 + offset,
    matching: 7235 + offset,
    worker: 7239 + offset,
    frontendMembership: 6933 + offset,
    historyMembership: 6934 + offset,
    matchingMembership: 6935 + offset,
    workerMembership: 6939 + offset,
  };
}

/** Ports that nobody uses, for a server that belongs to a test. */
export async function freeTemporalPorts(): Promise<TemporalPorts> {
  const free = await freePorts(portNames.length);
  return Object.fromEntries(portNames.map((name, index) => [name, free[index]])) as TemporalPorts;
}

/** What the server keeps: a file that survives kill -9, or memory that is gone with the process. */
export type TemporalStorage = "file" | "memory";

/** The server's configuration, for a file; JSON is YAML too. */
export function serverConfig(dir: string, ports: TemporalPorts, storage: TemporalStorage) {
  return {
    log: { stdout: true, level: "warn" },
    persistence: {
      defaultStore: "default",
      visibilityStore: "visibility",
      numHistoryShards: 4,
      datastores: { default: sqlite(dir, storage), visibility: sqlite(dir, storage) },
    },
    global: { membership: { maxJoinDuration: "30s", broadcastAddress: "127.0.0.1" } },
    services: {
      frontend: { rpc: { ...rpc(ports.frontend, ports.frontendMembership), httpPort: ports.http } },
      history: { rpc: rpc(ports.history, ports.historyMembership) },
      matching: { rpc: rpc(ports.matching, ports.matchingMembership) },
      worker: { rpc: rpc(ports.worker, ports.workerMembership) },
    },
    clusterMetadata: singleCluster(ports),
    dcRedirectionPolicy: { policy: "noop" },
    dynamicConfigClient: { filepath: join(dir, "dynamic.yaml"), pollInterval: "60s" },
  };
}

/** Settings the server reads while it runs: one partition suits one machine, eager activities save a round trip. */
export const dynamicConfig = {
  "matching.numTaskqueueReadPartitions": [{ value: 1 }],
  "matching.numTaskqueueWritePartitions": [{ value: 1 }],
  "system.enableActivityEagerExecution": [{ value: true }],
};

const rpc = (grpcPort: number, membershipPort: number) => ({ grpcPort, membershipPort, bindOnLocalHost: true });

function singleCluster(ports: TemporalPorts) {
  const addresses = { rpcAddress: `127.0.0.1:${ports.frontend}`, httpAddress: `127.0.0.1:${ports.http}` };
  return {
    enableGlobalNamespace: false,
    failoverVersionIncrement: 10,
    masterClusterName: "active",
    currentClusterName: "active",
    clusterInformation: { active: { enabled: true, initialFailoverVersion: 1, rpcName: "frontend", ...addresses } },
  };
}

function sqlite(dir: string, storage: TemporalStorage) {
  const inFile = { mode: "rwc", setup: "true", journal_mode: "wal", synchronous: "2" };
  return {
    sql: {
      pluginName: "sqlite",
      databaseName: storage === "file" ? join(dir, "temporal.db") : "default",
      connectAddr: "localhost",
      connectProtocol: "tcp",
      connectAttributes: storage === "file" ? inFile : { mode: "memory", cache: "private" },
      maxConns: 1,
      maxIdleConns: 1,
      maxConnLifetime: "1h",
    },
  };
}
