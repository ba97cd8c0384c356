import type { Manifest } from "../tools/objects.ts";
import type { Kubectl } from "../tools/run-kubectl.ts";
import { store } from "./dry-run.ts";

const NODES = ["n1", "n2", "n3"];
const capacity = JSON.stringify({ status: { allocatable: { cpu: "64", memory: "256Gi" } } });

/** Gives a bare API server what deploy.sh expects of a cluster: nodes that run nothing, storage, the operators' namespaces. */
export async function furnish(kubectl: Kubectl): Promise<void> {
  await store(kubectl, [storage, namespace("cert-manager"), ...NODES.map(node)]);
  for (const name of NODES) await kubectl(["patch", "node", name, "--subresource=status", "-p", capacity]);
}

const storage: Manifest = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "any", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "example.com/none",
};

const namespace = (name: string): Manifest => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
const node = (name: string): Manifest => ({ apiVersion: "v1", kind: "Node", metadata: { name } });
