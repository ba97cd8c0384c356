import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { furnish } from "../../api/furnish.ts";
import { type StandIn, startStandIn } from "../../api/stand-in.ts";
import { startApiServer } from "../../tools/api-server.ts";
import { goModule } from "../../tools/go-module.ts";
import { type Answer, answerOf, type Kubectl } from "../../tools/run-kubectl.ts";
import { schemas } from "../../tools/schemas.ts";
import { secret } from "./secrets.ts";

/** A cluster of one API server, a node that runs nothing, and a stand-in for all controllers. */
export type SmallCluster = {
  kubectl: Kubectl;
  standIn: StandIn;
  /** Runs deploy.sh with k8s/checks/small as its overlay. */
  deploySh(args: string[], env?: NodeJS.ProcessEnv): Promise<Answer>;
  stop(): Promise<void>;
};

const options = { env: process.env, say: () => {} };
const root = join(import.meta.dirname, "../../..");
const usual = { OVERLAY: join(root, "k8s/checks/small"), IMAGE: "localhost/flock:0.1.0", HAVE: "cert-manager" };

/** Starts a cluster that deploy.sh takes for a large one of production, with cert-manager's kinds in it. */
export async function startSmallCluster(): Promise<SmallCluster> {
  const server = await startApiServer(options);
  await fill(server.kubectl);
  const cache = await fetched();
  const standIn = startStandIn(server.kubectl);
  const deploySh: SmallCluster["deploySh"] = (args, env) =>
    runScript("k8s/deploy.sh", args, { ...process.env, ...usual, ...cache, CONFIRM: "1", ...server.env, ...env });
  const stop = async () => {
    await standIn.stop();
    await server.stop();
    await rm(cache.XDG_CACHE_HOME, { recursive: true });
  };
  return { kubectl: server.kubectl, standIn, deploySh, stop };
}

/** The same, deployed up to a stage; with a look at its Secrets, and runs of deploy.sh that must go well. */
export async function startDeployed(UNTIL: string) {
  const cluster = await startSmallCluster();
  const mustDeploySh = async (args: string[], env?: NodeJS.ProcessEnv) => {
    const { ok, output } = await cluster.deploySh(args, env);
    assert.ok(ok, output);
  };
  await mustDeploySh(["deploy"], { UNTIL }).catch(async (error) => {
    await cluster.stop();
    throw error;
  });
  const value = (name: string, key: string) => secret(cluster.kubectl, name, key);
  return { ...cluster, mustDeploySh, value };
}

/** Runs a script of the project, and answers all it printed. */
export const runScript = (path: string, args: string[], env: NodeJS.ProcessEnv): Promise<Answer> =>
  answerOf("bash", [path, ...args], { cwd: root, env });

// The release of CloudNativePG is in its Go module: deploy.sh finds it in its cache, checks and installs it as it would.
async function fetched(): Promise<{ XDG_CACHE_HOME: string }> {
  const cache = await mkdtemp(join(tmpdir(), "flock-cache-"));
  const { folder } = await goModule("github.com/cloudnative-pg/cloudnative-pg", "v1.30.1", {
    dir: cache,
    env: process.env,
  });
  await mkdir(join(cache, "flock/bootstrap"), { recursive: true });
  await copyFile(join(folder, "releases/cnpg-1.30.1.yaml"), join(cache, "flock/bootstrap/cloudnative-pg-1.30.1.yaml"));
  return { XDG_CACHE_HOME: cache };
}

const definitions = ["cert-manager.io_certificates", "cert-manager.io_clusterissuers"];
const names = ["certificates.cert-manager.io", "clusterissuers.cert-manager.io"];

async function fill(kubectl: Kubectl): Promise<void> {
  const folder = (await schemas(options)).definitions;
  const must = async (args: string[], input?: string) => {
    const { ok, output } = await kubectl(args, input);
    if (!ok) throw new Error(output);
  };
  const files = definitions.flatMap((name) => ["-f", join(folder, `${name}.yaml`)]);
  await must(["apply", "--server-side", ...files]);
  await must(["wait", "--for=condition=Established", "--timeout=60s", ...names.map((name) => `crd/${name}`)]);
  await furnish(kubectl);
}
