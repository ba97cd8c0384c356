import { type Schema, strict } from "./json-schema.ts";

// The file that holds every definition of Kubernetes itself; the files of kinds point into it.
const DEFINITIONS_FILE = "_definitions.json";

/** What the description of Kubernetes' own API (swagger.json) holds that matters here. */
export type Swagger = { definitions: Record<string, Schema> };

type Kind = { group: string; version: string; kind: string };

/** Files of JSON schemas for every kind of Kubernetes itself, by the names that kubeconform looks for. */
export function coreSchemas({ definitions }: Swagger): Record<string, Schema> {
  const strictly = Object.entries(definitions).map(([name, schema]) => [name, special(name) ?? strict(schema)]);
  const kinds = Object.entries(definitions).flatMap(([name, schema]) =>
    kindsOf(schema).map((kind) => [fileOf(kind), { $ref: definition(name) }]),
  );
  return { [DEFINITIONS_FILE]: { definitions: Object.fromEntries(strictly) }, ...Object.fromEntries(kinds) };
}

/** How a schema in a file of its own points to a definition of Kubernetes itself. */
export const definition = (name: string) => `${DEFINITIONS_FILE}#/definitions/${name}`;

// A quantity is described as a string, and written as a number too: cpu: 2.
function special(name: string): Schema | undefined {
  const isQuantity = name === "io.k8s.apimachinery.pkg.api.resource.Quantity";
  return isQuantity ? { oneOf: [{ type: "string" }, { type: "number" }] } : undefined;
}

const kindsOf = (schema: Schema) => (schema["x-kubernetes-group-version-kind"] ?? []) as Kind[];

function fileOf({ group, version, kind }: Kind): string {
  const parts = [kind, ...(group === "" ? [] : [group.split(".")[0]]), version];
  return `${parts.join("-").toLowerCase()}.json`;
}
