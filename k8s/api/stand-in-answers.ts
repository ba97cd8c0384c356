import type { Kubectl } from "../tools/run-kubectl.ts";

/** As much of an object as the stand-in looks at. */
export type KubeObject = {
  kind: string;
  metadata: { name: string; namespace?: string; generation?: number; deletionTimestamp?: string };
  spec?: { replicas?: number; secretName?: string; passwordSecret?: { name: string } };
  status?: Record<string, unknown>;
};

const condition = (type: string, status = "True") => ({
  ...{ type, status, reason: "StandIn", message: "" },
  lastTransitionTime: "2026-01-01T00:00:00Z",
});
const started = { startTime: "2026-01-01T00:00:00Z" };
const failed = { ...started, conditions: [condition("FailureTarget"), condition("Failed")] };
const complete = {
  ...started,
  ...{ completionTime: "2026-01-01T00:00:01Z", succeeded: 1 },
  conditions: [condition("SuccessCriteriaMet"), condition("Complete")],
};
const scylla = [condition("Available"), condition("Progressing", "False"), condition("Degraded", "False")];

/** What a controller would say of an object that it has done its work for. */
export async function statusOf(kubectl: Kubectl, object: KubeObject, fails: boolean): Promise<Record<string, unknown>> {
  const { kind, metadata, spec } = object;
  if (kind === "Job") return fails ? failed : complete;
  if (kind === "Database") return { applied: true };
  if (kind === "DatabaseRole") return { applied: true, secretResourceVersion: await secretVersion(kubectl, object) };
  if (kind === "ScyllaCluster") return { conditions: scylla };
  if (kind === "Gateway") return { conditions: [condition("Programmed")] };
  if (kind !== "Deployment" && kind !== "StatefulSet") return { conditions: [condition("Ready")] };
  const count = spec?.replicas ?? 1;
  const counts = { replicas: count, updatedReplicas: count, readyReplicas: count, availableReplicas: count };
  return { observedGeneration: metadata.generation, ...counts };
}

async function secretVersion(kubectl: Kubectl, { metadata, spec }: KubeObject): Promise<string> {
  const place = ["-n", metadata.namespace ?? "", spec?.passwordSecret?.name ?? ""];
  return (await kubectl(["get", "secret", ...place, "-o", "jsonpath={.metadata.resourceVersion}"])).output;
}

/** Makes the Secrets and ConfigMaps that an operator makes for an object, with something in them. */
export async function makeSecrets(kubectl: Kubectl, { kind, metadata, spec }: KubeObject): Promise<void> {
  const create = (what: string[], ...files: string[]) =>
    kubectl(["create", ...what, "-n", metadata.namespace ?? "", ...files.map((file) => `--from-literal=${file}=some`)]);
  const secret = ["secret", "generic"];
  const pair = ["tls.crt", "tls.key"];
  if (kind === "Certificate") await create([...secret, spec?.secretName ?? ""], "ca.crt", ...pair);
  if (kind === "Cluster") await create([...secret, `${metadata.name}-ca`], "ca.crt");
  if (kind !== "ScyllaCluster") return;
  await create([...secret, `${metadata.name}-local-user-admin`], ...pair);
  await create(["configmap", `${metadata.name}-local-serving-ca`], "ca-bundle.crt");
}

/** Ends a namespace that is being deleted, as its controller does once it is empty. */
export async function finishNamespace(kubectl: Kubectl, object: KubeObject): Promise<void> {
  if (!object.metadata.deletionTimestamp) return;
  const path = `/api/v1/namespaces/${object.metadata.name}/finalize`;
  await kubectl(["replace", "--raw", path, "-f", "-"], JSON.stringify({ ...object, spec: {} }));
}
