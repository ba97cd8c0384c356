import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { ListValueSchema, StructSchema } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import { GetProfileRequestSchema } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { RegisterRequestSchema } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "./problem.ts";
import { goodRegister } from "./testing/routes.ts";
import { check } from "./validate.ts";

/** The violations of a message as `field: description`. */
function violations<S extends DescMessage>(schema: S, init: MessageInitShape<S>): string[] {
  try {
    check(schema, create(schema, init));
  } catch (error) {
    assert(error instanceof ConnectError);
    assert.equal(reasonOf(error), "INVALID_REQUEST");
    const fields = error.findDetails(BadRequestSchema).flatMap(({ fieldViolations }) => fieldViolations);
    return fields.map(({ field, description }) => `${field}: ${description}`);
  }
  return [];
}

test("a request that keeps the rules passes", () => {
  assert.deepEqual(violations(RegisterRequestSchema, goodRegister), []);
});

test("every broken rule is told with its field's name in the proto file and no value", () => {
  const found = violations(RegisterRequestSchema, {
    ...goodRegister,
    requestId: "hunter2",
    email: "",
    username: "hunter2!",
  });
  assert.deepEqual(
    found.map((text) => text.split(":")[0]),
    ["request_id", "email", "username"],
  );
  assert.doesNotMatch(found.join(), /hunter2/);
});

test("a rule of a oneof is told by the oneof's name", () => {
  assert.deepEqual(violations(GetProfileRequestSchema, {}), ["by: exactly one field is required in oneof"]);
});

test("text that is not well-formed Unicode is refused, wherever it is", () => {
  const bad = "hunter2\ud800";
  const refused = "must be well-formed Unicode";
  assert.deepEqual(violations(RegisterRequestSchema, { ...goodRegister, password: bad }), [`password: ${refused}`]);
  const by = { case: "username", value: bad } as const;
  assert.deepEqual(violations(GetProfileRequestSchema, { by }), [`username: ${refused}`]);
  const kind = { case: "stringValue", value: bad } as const;
  assert.deepEqual(violations(ListValueSchema, { values: [{}, { kind }] }), [`values[1].string_value: ${refused}`]);
  assert.deepEqual(violations(StructSchema, { fields: { [bad]: {} } }), [`fields[0][0]: ${refused}`]);
});
