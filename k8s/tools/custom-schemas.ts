import { definition } from "./core-schemas.ts";
import { type Schema, strict } from "./json-schema.ts";

/** What a CustomResourceDefinition holds that matters here. */
export type CustomDefinition = {
  kind: string;
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
};

const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** Files of JSON schemas for every served version of a custom kind, by the names that kubeconform looks for. */
export function customSchemas({ spec }: CustomDefinition): Record<string, Schema> {
  const served = spec.versions.filter((version) => version.served);
  return Object.fromEntries(
    served.map(({ name, schema }) => [
      `${spec.group}_${spec.names.kind.toLowerCase()}_${name}.json`,
      withMetadata(strict(schema.openAPIV3Schema)),
    ]),
  );
}

// A definition says of metadata only that it is an object; the server knows it as any object's.
function withMetadata(schema: Schema): Schema {
  const fields = { apiVersion: { type: "string" }, kind: { type: "string" }, ...schema.properties };
  return { ...schema, properties: { ...fields, metadata: { $ref: definition(OBJECT_META) } } };
}
