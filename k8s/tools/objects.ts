import { parseAllDocuments } from "yaml";

/** An object of Kubernetes, as a manifest writes it down. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
};

/** The objects of a YAML text. */
export const objectsOf = (text: string): Manifest[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);

/** Objects as one text that kubectl and kubeconform read; JSON is YAML too. */
export const textOf = (objects: object[]): string => objects.map((object) => JSON.stringify(object)).join("\n---\n");
