/** A JSON schema, or a part of one: only what the conversion looks at has a name here. */
export type Schema = {
  type?: string | string[];
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  nullable?: boolean;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  [other: string]: unknown;
};

/**
 * A schema of Kubernetes as one of JSON that refuses unknown fields, as a server does. Branches (allOf, anyOf, oneOf, not)
 * stay as they are: they speak of a part of the fields, and would refuse the others.
 */
export function strict(schema: Schema): Schema {
  if (isIntOrString(schema)) return { oneOf: [{ type: "string" }, { type: "integer" }] };
  const { properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && { properties: mapped(properties) }),
    ...(items && { items: strict(items) }),
    ...closed(schema, additionalProperties),
    ...(schema.nullable && typeof schema.type === "string" && { type: [schema.type, "null"] }),
  };
}

const isIntOrString = (schema: Schema) =>
  schema.format === "int-or-string" || schema["x-kubernetes-int-or-string"] === true;

const mapped = (schemas: Record<string, Schema>) =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, strict(schema)]));

function closed(schema: Schema, additional: Schema | boolean | undefined): Schema {
  if (typeof additional === "object") return { additionalProperties: strict(additional) };
  if (additional !== undefined) return { additionalProperties: additional };
  const open = !schema.properties || schema["x-kubernetes-preserve-unknown-fields"];
  return open ? {} : { additionalProperties: false };
}
