import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  clone,
  type DescField,
  type DescMessage,
  type DescMethod,
  getOption,
  hasOption,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  MethodOptions_IdempotencyLevel as Idempotency,
} from "@bufbuild/protobuf/wkt";
import {
  field as fieldRules,
  file_buf_validate_validate,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { Access, rule } from "../gen/flock/access/v1/access_pb.ts";
import { build, methodsOf, ourFiles } from "./contracts.ts";
import { sources } from "./sources.ts";

const ours = ourFiles();
const methods = methodsOf(ours);
const messages = ours.flatMap((file) => file.messages.flatMap(withNested));
const protos = sources("proto/**/*.proto")
  .map(({ text }) => text)
  .join("\n");
const commentOf = ({ name }: DescMethod) => new RegExp(`((?: *//.*\n)+) *rpc ${name}\\(`).exec(protos)?.[1] ?? "";
const fullName = (method: DescMethod) => `${method.parent.typeName}/${method.name}`;

describe("the contracts", () => {
  it("say of every method who may call it", () => {
    assert.ok(methods.length > 0);
    for (const method of methods) {
      assert.ok(hasOption(method, rule), fullName(method));
      const { access, callers } = getOption(method, rule);
      assert.notEqual(access, Access.UNSPECIFIED, fullName(method));
      assert.equal(
        callers.length > 0,
        access === Access.SERVICE,
        `${fullName(method)}: callers are for ACCESS_SERVICE`,
      );
    }
  });

  it("say of every method what happens when it is called twice", () => {
    const unknown = methods.filter(({ idempotency }) => idempotency === Idempotency.IDEMPOTENCY_UNKNOWN);
    const silent = unknown.filter((method) => !/\b(Twice|second use)\b/.test(commentOf(method)));
    assert.deepEqual(silent.map(fullName), []);
  });

  it("bound every field by a rule, unless any value of its type is fine", () => {
    const unbounded = messages.flatMap(({ fields }) => fields).filter((field) => !isBounded(field));
    assert.deepEqual(unbounded.map(String), []);
  });
});

describe("the vendored validate.proto", () => {
  it("is the one inside @bufbuild/protovalidate (renew it with `make generate`)", () => {
    const vendored = build("third_party/protovalidate").file.find(({ name }) => name === "buf/validate/validate.proto");
    assert.ok(vendored);
    assert.deepEqual(essence(vendored), essence(file_buf_validate_validate.proto));
  });
});

function withNested(message: DescMessage): DescMessage[] {
  return [message, ...message.nestedMessages.flatMap(withNested)];
}

function isBounded(field: DescField): boolean {
  // The options of our own methods are read at start and never sent.
  if (field.parent.file.proto.package === "flock.access.v1") return true;
  // Both values of a bool are fine; a message bounds its own fields, and its absence means something of its own.
  if (field.fieldKind === "message" || field.scalar === ScalarType.BOOL) return true;
  return hasOption(field, fieldRules);
}

// What compilers add by themselves does not count.
function essence(file: FileDescriptorProto): Uint8Array {
  const copy = clone(FileDescriptorProtoSchema, file);
  delete copy.sourceCodeInfo;
  delete copy.$unknown;
  for (const field of [...copy.extension, ...copy.messageType.flatMap(fieldsOf)])
    delete (field as { jsonName?: string }).jsonName;
  return toBinary(FileDescriptorProtoSchema, copy);
}

function fieldsOf(message: DescriptorProto): DescriptorProto["field"] {
  return [...message.field, ...message.extension, ...message.nestedType.flatMap(fieldsOf)];
}
