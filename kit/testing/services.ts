import { create, createFileRegistry, type MessageInitShape, setExtension } from "@bufbuild/protobuf";
import {
  EmptySchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_empty,
  MethodOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import { file_flock_access_v1_access, RuleSchema, rule } from "../../gen/flock/access/v1/access_pb.ts";

type Rules = Record<string, MessageInitShape<typeof RuleSchema> | undefined>;

/** A service `test.TestService` with one method per rule, from Empty to Empty. */
export function serviceWith(rules: Rules) {
  const empty = `.${EmptySchema.typeName}`;
  const method = Object.entries(rules).map(([name, value]) => {
    const options = create(MethodOptionsSchema);
    if (value) setExtension(options, rule, create(RuleSchema, value));
    return { name, inputType: empty, outputType: empty, options };
  });
  const dependency = [file_google_protobuf_empty, file_flock_access_v1_access].map(({ proto }) => proto.name);
  const service = [{ name: "TestService", method }];
  const file = create(FileDescriptorProtoSchema, {
    name: "test.proto",
    syntax: "proto3",
    package: "test",
    dependency,
    service,
  });
  const imports = [file_google_protobuf_empty, file_flock_access_v1_access];
  const find = (name: string) => imports.find(({ proto }) => proto.name === name) ?? imports[1]?.dependencies[0];
  const found = createFileRegistry(file, find).getService("test.TestService");
  if (!found) throw new Error("the test service does not compile");
  return found;
}
