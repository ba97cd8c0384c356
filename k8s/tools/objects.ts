import { parseAllDocuments } from "yaml";

/** An object of Kubernetes, as a manifest writes it down. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
};

/** The objects of a YAML text. */
export const objectsOf = (text: string): Manifest[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);

/** Objects as one text that kubectl and kubeconform read; JSON is YAML too. */
export const textOf = (objects: object[]): string => objects.map((object) => JSON.stringify(object)).join("\n---\n");

/** A copy of an object with another value at a path such as `spec.rules.0.name`; undefined takes the field away. */
export function changed(object: Manifest, path: string, value: unknown): Manifest {
  const copy = structuredClone(object);
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  const parent = steps.reduce<Deep>((within, step) => within[step] as Deep, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

type Deep = { [field: string]: unknown };
