import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { ProfileSchema } from "../gen/flock/profile/v1/profile_pb.ts";
import { GetProfileRequestSchema } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";
import { Problem } from "../kit/problem.ts";
import type { Profile } from "./profile.ts";
import { profileFromProto, profileFromRow, profileKeyFromProto, profileToProto, profileToRow } from "./translators.ts";

const date = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

const profile: fc.Arbitrary<Profile> = fc.record(
  {
    id: fc.uuid(),
    userId: fc.uuid(),
    username: fc.stringMatching(/^[a-z0-9]{3,50}$/),
    displayName: fc.string({ unit: "grapheme", maxLength: 100 }),
    bio: fc.string({ unit: "grapheme" }),
    createdAt: date,
    updatedAt: date,
  },
  { noNullPrototype: true },
);

describe("the translators of a profile", () => {
  it("lose nothing between domain and message", () => {
    fc.assert(fc.property(profile, (one) => assert.deepEqual(profileFromProto(profileToProto(one)), one)));
  });

  it("lose nothing between domain and row", () => {
    fc.assert(fc.property(profile, (one) => assert.deepEqual(profileFromRow(profileToRow(one)), one)));
  });

  it("store an empty text as a missing one", () => {
    const [one] = fc.sample(profile, 1) as [Profile];
    const row = profileToRow({ ...one, displayName: "", bio: "" });
    assert.deepEqual([row.displayName, row.bio], [null, null]);
  });

  it("name the field that is wrong", () => {
    const message = profileToProto(fc.sample(profile, 1)[0] as Profile);
    const wrong = (change: object) => faultOf(() => profileFromProto(create(ProfileSchema, { ...message, ...change })));
    assert.equal(wrong({ id: "7" }), "id: invalid profile ID");
    assert.equal(wrong({ userId: "" }), "user_id: invalid user ID");
    assert.equal(wrong({ updatedAt: undefined }), "updated_at: is required");
    assert.equal(
      faultOf(() => profileKeyFromProto(create(GetProfileRequestSchema))),
      "by: needs user_id or username",
    );
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
