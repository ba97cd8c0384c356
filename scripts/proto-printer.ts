import { type DescExtension, type DescFile, isFieldSet } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { printOptions } from "./proto-options.ts";

const MAX_FIELD_NUMBER = 2 ** 29 - 1;
const { defaultValue, oneofIndex } = FieldDescriptorProtoSchema.field;

/** A .proto file that compiles to this descriptor, unformatted. Descriptors hold no comments. Knows proto2 only. */
export function printProto(file: DescFile): string {
  const { proto, extensions } = file;
  return [
    `syntax = "proto2"; package ${proto.package};`,
    ...proto.dependency.map((path) => `import ${JSON.stringify(path)};`),
    ...printOptions(proto.options, extensions).map((option) => `option ${option};`),
    ...printExtensions(proto.extension, extensions),
    ...proto.messageType.map((message) => printMessage(message, extensions)),
    ...proto.enumType.map(printEnum),
  ].join("\n");
}

type Extensions = readonly DescExtension[];

function printExtensions(fields: FieldDescriptorProto[], extensions: Extensions): string[] {
  const byExtendee = [...Map.groupBy(fields, ({ extendee }) => extendee)];
  const lines = (group: FieldDescriptorProto[]) => group.map((field) => printField(field, extensions));
  return byExtendee.map(([extendee, group]) => block(`extend ${extendee}`, lines(group)));
}

function printMessage(message: DescriptorProto, extensions: Extensions): string {
  return block(`message ${message.name}`, [
    // Ends are exclusive here, and inclusive in the file.
    ...printReserved(message, -1),
    ...message.extensionRange.map(({ start, end }) => `extensions ${start} to ${lastNumber(end - 1)};`),
    ...message.nestedType.map((nested) => printMessage(nested, extensions)),
    ...message.enumType.map(printEnum),
    ...printFields(message, extensions),
  ]);
}

const lastNumber = (end: number) => (end === MAX_FIELD_NUMBER ? "max" : end);

// A oneof stands where its first field stands.
function printFields(message: DescriptorProto, extensions: Extensions): string[] {
  const groups = Map.groupBy(message.field, (field) => (isInOneof(field) ? field.oneofIndex : field));
  return [...groups].map(([group, fields]) => {
    const lines = fields.map((field) => printField(field, extensions));
    return typeof group === "number" ? block(`oneof ${message.oneofDecl[group]?.name}`, lines) : lines.join("");
  });
}

const isInOneof = (field: FieldDescriptorProto) => isFieldSet(field, oneofIndex);

function printField(field: FieldDescriptorProto, extensions: Extensions): string {
  const label = isInOneof(field) ? "" : (Label[field.label] ?? "").toLowerCase();
  const type = field.typeName || (Type[field.type] ?? "").toLowerCase();
  const options = [...printDefault(field), ...printOptions(field.options, extensions)];
  const list = options.length > 0 ? ` [${options.join(", ")}]` : "";
  return `${label} ${type} ${field.name} = ${field.number}${list};`;
}

function printDefault(field: FieldDescriptorProto): string[] {
  if (!isFieldSet(field, defaultValue)) return [];
  return [`default = ${field.type === Type.STRING ? JSON.stringify(field.defaultValue) : field.defaultValue}`];
}

function printEnum(definition: EnumDescriptorProto): string {
  const values = definition.value.map(({ name, number }) => `${name} = ${number};`);
  return block(`enum ${definition.name}`, [...values, ...printReserved(definition, 0)]);
}

type Reserving = { reservedRange: { start: number; end: number }[]; reservedName: string[] };

function printReserved({ reservedRange, reservedName }: Reserving, correction: number): string[] {
  const range = (start: number, end: number) => (start === end ? `${start}` : `${start} to ${end}`);
  const ranges = reservedRange.map(({ start, end }) => range(start, end + correction));
  const names = reservedName.map((name) => JSON.stringify(name));
  return [ranges, names].filter((list) => list.length > 0).map((list) => `reserved ${list.join(", ")};`);
}

const block = (head: string, lines: string[]) => `${head} {\n${lines.join("\n")}\n}`;
