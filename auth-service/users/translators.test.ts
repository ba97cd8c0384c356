import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { UserSchema } from "../../gen/flock/auth/v1/user_pb.ts";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { Problem } from "../../kit/problem.ts";
import { registrationFromProto, userFromProto, userFromRow, userToProto, userToRow } from "./translators.ts";
import { type User, userStates } from "./user.ts";

const date = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

const user: fc.Arbitrary<User> = fc.record(
  {
    id: fc.uuid(),
    email: fc.emailAddress(),
    state: fc.constantFrom(...userStates),
    createdAt: date,
    updatedAt: date,
    emailVerifiedAt: fc.option(date, { nil: undefined }),
  },
  { noNullPrototype: true },
);

describe("the translators of a user", () => {
  it("lose nothing between domain and message", () => {
    fc.assert(fc.property(user, (one) => assert.deepEqual(userFromProto(userToProto(one)), one)));
  });

  it("lose nothing between domain and row", () => {
    fc.assert(fc.property(user, (one) => assert.deepEqual(userFromRow(userToRow(one)), one)));
  });

  it("name the field that is wrong", () => {
    const message = userToProto(fc.sample(user, 1)[0] as User);
    const wrong = (change: object) => faultOf(() => userFromProto(create(UserSchema, { ...message, ...change })));
    assert.equal(wrong({ id: "7" }), "id: invalid user ID");
    assert.equal(wrong({ state: 0 }), "state: invalid user state");
    assert.equal(wrong({ state: 99 }), "state: invalid user state");
    assert.equal(wrong({ createdAt: undefined }), "created_at: is required");
    const ids = { userId: message.id, registrationId: message.id };
    assert.equal(
      faultOf(() => registrationFromProto({ ...ids, userId: "" })),
      "user_id: invalid user ID",
    );
    assert.equal(
      faultOf(() => registrationFromProto({ ...ids, registrationId: "x" })),
      "registration_id: invalid registration ID",
    );
  });

  it("bring ids to lower case", () => {
    const id = "0198C0DE-0000-7000-8000-00000000ABCD";
    assert.equal(registrationFromProto({ userId: id, registrationId: id }).userId, id.toLowerCase());
  });
});

function faultOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Problem && error.reason === "INVALID_REQUEST");
    const [violation] = error.findDetails(BadRequestSchema)[0]?.fieldViolations ?? [];
    return `${violation?.field}: ${violation?.description}`;
  }
}
