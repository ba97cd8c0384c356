import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../dev/free-ports.ts";
import { apiServerFiles, newToken, writeKubeconfig } from "./api-server-files.ts";
import { kubeApiserver } from "./kube-apiserver.ts";
import { kubectl } from "./kubectl.ts";
import { etcdUrl, startEtcd } from "./own-etcd.ts";
import { type OwnServer, startOwnServer } from "./own-server.ts";
import { type Kubectl, kubectlRunner } from "./run-kubectl.ts";
import type { ToolOptions } from "./tool-options.ts";

const READY_DEADLINE_MS = 120_000;
const POLL_MS = 250;

/** A real API server without nodes: it judges and stores objects, and nothing runs. */
export type ApiServer = {
  /** Makes a kubectl (of any program that uses one) speak to it: KUBECONFIG and the like. */
  env: NodeJS.ProcessEnv;
  kubectl: Kubectl;
  stop(): Promise<void>;
};

/** Starts etcd and kube-apiserver on free ports of loopback. Neither outlives this process. */
export async function startApiServer(options: ToolOptions): Promise<ApiServer> {
  const program = await kubectl(options);
  const command = await kubeApiserver(options);
  const [port, etcdPort, peerPort] = (await freePorts(3)) as [number, number, number];
  const store = await startEtcd(options, [etcdPort, peerPort]);
  const token = newToken();
  const args = (dir: string) => [...fixed, ...apiServerFiles(dir, token), ...addresses(port, etcdPort)];
  const server = await startOwnServer({ name: "kube-apiserver", command, env: {}, args });
  const kubeconfig = writeKubeconfig(server.dir, `https://127.0.0.1:${port}`, token);
  const env = { KUBECONFIG: kubeconfig, KUBECACHEDIR: `${server.dir}/cache`, KUBECTL: program };
  const run = kubectlRunner(program, { ...options.env, ...env });
  const stop = async () => {
    await server.stop();
    await store.stop();
  };
  await ready(run, [store, server]).catch(async (error) => {
    await stop();
    throw error;
  });
  return { env, kubectl: run, stop };
}

// No controller makes the service account that a pod would need, and none makes use of endpoints.
const fixed = [
  "--authorization-mode=RBAC",
  "--allow-privileged=true",
  "--disable-admission-plugins=ServiceAccount",
  "--endpoint-reconciler-type=none",
  "--service-cluster-ip-range=10.96.0.0/16",
  "--service-account-issuer=https://kubernetes.default.svc",
];

const addresses = (port: number, etcdPort: number) => [
  `--etcd-servers=${etcdUrl(etcdPort)}`,
  "--bind-address=127.0.0.1",
  "--advertise-address=127.0.0.1",
  `--secure-port=${port}`,
];

async function ready(run: Kubectl, servers: OwnServer[]): Promise<void> {
  const end = Date.now() + READY_DEADLINE_MS;
  while (!(await run(["get", "--raw=/readyz"])).ok) {
    const gone = servers.find(({ child }) => child.exit() || Date.now() > end);
    if (gone) throw new Error(`the API server did not start:\n${gone.child.lastLines(10).join("\n")}`);
    await sleep(POLL_MS);
  }
}
