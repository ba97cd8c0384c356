import { setTimeout as sleep } from "node:timers/promises";
import type { Kubectl } from "../tools/run-kubectl.ts";
import { finishNamespace, type KubeObject, makeSecrets, statusOf } from "./stand-in-answers.ts";

const EVERY_MS = 200;
const WEBHOOKS = ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"];
const OWN_KINDS = ["jobs", "deployments", "statefulsets", "namespaces", ...WEBHOOKS];
const CUSTOM_KINDS = [
  ...["clusterissuers.cert-manager.io", "certificates.cert-manager.io", "gateways.gateway.networking.k8s.io"],
  ...["clusters.postgresql.cnpg.io", "databaseroles.postgresql.cnpg.io", "databases.postgresql.cnpg.io"],
  "scyllaclusters.scylla.scylladb.com",
];

/** Jobs that the stand-in lets fail, by name; and its end. */
export type StandIn = { failing: Set<string>; stop(): Promise<void> };

/**
 * Plays what an API server alone lacks: operators and controllers that do at once what an object asks for, and say so in
 * its status. So deploy.sh runs as it is; what it waits for is real, who answers is not.
 */
export function startStandIn(kubectl: Kubectl): StandIn {
  const failing = new Set<string>();
  const end = new AbortController();
  const done = play(kubectl, failing, end.signal);
  const stop = async () => {
    end.abort();
    await done;
  };
  return { failing, stop };
}

async function play(kubectl: Kubectl, failing: Set<string>, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const { ok, output } = await kubectl(["get", await kinds(kubectl), "-A", "-o", "json"]);
    const { items } = (ok ? JSON.parse(output) : { items: [] }) as { items: KubeObject[] };
    for (const object of items) await serve(kubectl, object, failing);
    await sleep(EVERY_MS);
  }
}

// kubectl gets nothing at all when it does not know one of the kinds.
async function kinds(kubectl: Kubectl): Promise<string> {
  const { output } = await kubectl(["get", "crd", "-o", "name"]);
  const known = CUSTOM_KINDS.filter((name) => output.split("\n").some((line) => line.endsWith(`/${name}`)));
  return [...OWN_KINDS, ...known].join(",");
}

async function serve(kubectl: Kubectl, object: KubeObject, failing: Set<string>): Promise<void> {
  const { kind, metadata } = object;
  if (kind === "Namespace") return await finishNamespace(kubectl, object);
  // Nobody answers them here.
  if (kind.endsWith("WebhookConfiguration")) return void (await kubectl(["delete", kind, metadata.name]));
  const status = await statusOf(kubectl, object, failing.has(metadata.name));
  if (covers(object.status ?? {}, status)) return;
  await makeSecrets(kubectl, object);
  const place = metadata.namespace ? ["-n", metadata.namespace] : [];
  const patch = JSON.stringify({ status });
  await kubectl(["patch", kind, metadata.name, ...place, "--subresource=status", "--type=merge", "-p", patch]);
}

const covers = (status: Record<string, unknown>, wanted: Record<string, unknown>) =>
  Object.entries(wanted).every(([name, value]) => JSON.stringify(status[name]) === JSON.stringify(value));
