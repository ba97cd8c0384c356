import type { DescMessage, Message } from "@bufbuild/protobuf";
import { isReflectMessage, reflect } from "@bufbuild/protobuf/reflect";

/** What is wrong with one field of a request. */
export type FieldFault = { field: string; description: string };

/** The first text in a message that is not well-formed Unicode (a lone surrogate, which no database and no hash takes). */
export function malformedText(schema: DescMessage, message: Message): FieldFault | undefined {
  const field = malformedPath(reflect(schema, message));
  return field === undefined ? undefined : { field, description: "must be well-formed Unicode" };
}

/** The path of the first malformed string, or undefined. */
function malformedPath(value: unknown): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : "";
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  for (const [name, item] of parts(value)) {
    const below = malformedPath(item);
    if (below !== undefined) return `${name}${below && !below.startsWith("[") ? "." : ""}${below}`;
  }
  return undefined;
}

/** The set fields of a message, the items of a list, the keys and values of a map. */
function* parts(value: object): Generator<[name: string, value: unknown]> {
  if (isReflectMessage(value)) {
    for (const field of value.sortedFields) if (value.isSet(field)) yield [field.name, value.get(field)];
  } else if (Symbol.iterator in value) {
    let index = 0;
    for (const item of value as Iterable<unknown>) yield [`[${index++}]`, item];
  }
}
