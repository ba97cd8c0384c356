import {
  createRegistry,
  type DescExtension,
  type DescField,
  getExtension,
  hasExtension,
  type Message,
} from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { file_google_protobuf_descriptor } from "@bufbuild/protobuf/wkt";

const optionTypes = createRegistry(file_google_protobuf_descriptor);

/** The options that are set, each as `name = value` in the text format: the standard ones, then extensions. */
export function printOptions(options: Message | undefined, extensions: readonly DescExtension[]): string[] {
  const schema = options && optionTypes.getMessage(options.$typeName);
  if (!options || !schema) return [];
  const own = printAssignments(reflect(schema, options), " = ");
  const added = extensions.filter((extension) => hasExtension(options, extension));
  return [...own, ...added.map((extension) => `(${extension.typeName}) = ${printExtension(options, extension)}`)];
}

function printExtension(options: Message, extension: DescExtension): string {
  const value: unknown = getExtension(options, extension);
  return extension.fieldKind === "message"
    ? printMessage(reflect(extension.message, value as Message))
    : printScalar(value);
}

function printAssignments(message: ReflectMessage, separator: string): string[] {
  const set = message.fields.filter((field) => message.isSet(field));
  return set.flatMap((field) =>
    valuesOf(message, field).map((value) => `${field.name}${separator}${print(field, value)}`),
  );
}

// A repeated field is written once per item.
function valuesOf(message: ReflectMessage, field: DescField): unknown[] {
  const value: unknown = message.get(field);
  return field.fieldKind === "list" ? [...(value as Iterable<unknown>)] : [value];
}

function print(field: DescField, value: unknown): string {
  if (field.message && field.fieldKind !== "map") return printMessage(value as ReflectMessage);
  if (field.enum) return field.enum.value[value as number]?.name ?? String(value);
  return printScalar(value);
}

const printMessage = (message: ReflectMessage): string => `{\n${printAssignments(message, ": ").join("\n")}\n}`;

const printScalar = (value: unknown) => (typeof value === "string" ? JSON.stringify(value) : String(value));
