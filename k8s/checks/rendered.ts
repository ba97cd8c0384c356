import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { kubectl } from "../tools/kubectl.ts";
import type { PodSpec } from "./pod-spec.ts";

/** Labels of an object, or what a selector wants them to be. */
export type Labels = Record<string, string>;

/** An object of Kubernetes as kustomize renders it. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels };
  spec?: unknown;
  data?: Record<string, string>;
};

/** A pod that one of the rendered objects makes. */
export type Pod = { owner: string; namespace: string; labels: Labels; spec: PodSpec };

const directories = { kind: "../overlays/kind", production: "../overlays/production" };

/** The name of something that people deploy. */
export type Overlay = keyof typeof directories;

/** Everything that people deploy. */
export const overlays = Object.keys(directories) as Overlay[];

/** Every object of an overlay, rendered once; each caller gets a copy that it may change. */
export function rendered(overlay: Overlay): Manifest[] {
  const manifests = cache.get(overlay) ?? render(join(import.meta.dirname, directories[overlay]));
  cache.set(overlay, manifests);
  return structuredClone(manifests);
}

const program = await kubectl({ env: process.env, say: (line) => void process.stderr.write(`${line}\n`) });
const cache = new Map<string, Manifest[]>();

function render(directory: string): Manifest[] {
  const text = execFileSync(program, ["kustomize", directory], { encoding: "utf8", maxBuffer: 1e8 });
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** Whatever is of one of these kinds. */
export const ofKind = (manifests: Manifest[], ...kinds: string[]) =>
  manifests.filter(({ kind }) => kinds.includes(kind));

/** The specification of an object, as the caller knows it to be. */
export const specOf = <T>({ spec }: Manifest) => (spec ?? {}) as T;

/** How messages name an object. */
export const nameOf = ({ kind, metadata: { namespace = "", name } }: Manifest) => `${kind} ${namespace}/${name}`;

/** The pods of Deployments, StatefulSets and Jobs. Those that operators make are not among the rendered objects. */
export function podsOf(manifests: Manifest[]): Pod[] {
  return ofKind(manifests, "Deployment", "StatefulSet", "DaemonSet", "Job").map((manifest) => {
    const { template } = specOf<{ template: { metadata: { labels: Labels }; spec: PodSpec } }>(manifest);
    const { namespace = "" } = manifest.metadata;
    return { owner: nameOf(manifest), namespace, labels: template.metadata.labels, spec: template.spec };
  });
}
