import { etcd } from "./etcd.ts";
import { type OwnServer, startOwnServer } from "./own-server.ts";
import type { ToolOptions } from "./tool-options.ts";

/** Starts an etcd on loopback, for one API server; it need not survive anything. */
export async function startEtcd(options: ToolOptions, [port, peerPort]: [number, number]): Promise<OwnServer> {
  const [url, peerUrl] = [etcdUrl(port), etcdUrl(peerPort)];
  const args = (dir: string) => [
    `--data-dir=${dir}/data`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    "--unsafe-no-fsync",
  ];
  return await startOwnServer({ name: "etcd", command: await etcd(options), env: {}, args });
}

/** Where an etcd on this port answers. */
export const etcdUrl = (port: number) => `http://127.0.0.1:${port}`;
