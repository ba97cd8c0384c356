import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { SessionSchema } from "../../gen/flock/auth/v1/session_pb.ts";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { Problem } from "../../kit/problem.ts";
import { pageToken, parsePageToken } from "./page.ts";
import { deviceName, newSession, type Session, usedSession } from "./session.ts";
import {
  pageFromProto,
  sessionFromProto,
  sessionFromRow,
  sessionIdFromProto,
  sessionToProto,
  sessionToRow,
  tokenStateFromRow,
} from "./translators.ts";

const between = (min: string, max: string) => fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });
const date = between("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z");
const text = fc.string({ maxLength: 64 });
const session: fc.Arbitrary<Session> = fc.record(
  {
    ...{ id: fc.uuid(), userId: fc.uuid(), device: text, address: text },
    ...{ createdAt: date, lastUsedAt: date, expiresAt: date, endsAt: date },
  },
  { noNullPrototype: true },
);

describe("the translators of a session", () => {
  it("lose nothing between domain and message", () => {
    fc.assert(fc.property(session, (one) => assert.deepEqual(sessionFromProto(sessionToProto(one, undefined)), one)));
  });

  it("lose nothing between domain and row", () => {
    fc.assert(fc.property(session, (one) => assert.deepEqual(sessionFromRow(sessionToRow(one)), one)));
  });

  it("tell which session is calling", () => {
    const one = fc.sample(session, 1)[0] as Session;
    assert.deepEqual(
      [one.id, one.userId, undefined].map((id) => sessionToProto(one, id).current),
      [true, false, false],
    );
  });

  it("know what happened to a token by what its row leaves empty", () => {
    const moment = new Date(0);
    assert.deepEqual(tokenStateFromRow({ usedAt: null, replacedAt: moment }), {
      usedAt: undefined,
      replacedAt: moment,
    });
    assert.deepEqual(tokenStateFromRow({ usedAt: moment, replacedAt: null }), {
      usedAt: moment,
      replacedAt: undefined,
    });
  });

  it("name the field that is wrong", () => {
    const message = sessionToProto(fc.sample(session, 1)[0] as Session, undefined);
    const wrong = (change: object) => fieldOf(() => sessionFromProto(create(SessionSchema, { ...message, ...change })));
    assert.deepEqual([wrong({ id: "7" }), wrong({ userId: "" })], ["id", "user_id"]);
    assert.equal(wrong({ createdAt: undefined }), "created_at");
    assert.equal(wrong({ lastUsedAt: undefined }), "last_used_at");
    assert.equal(wrong({ expiresAt: undefined }), "expires_at");
    assert.equal(wrong({ endsAt: undefined }), "ends_at");
    assert.equal(
      fieldOf(() => sessionIdFromProto({ sessionId: "7" })),
      "session_id",
    );
    assert.equal(
      fieldOf(() => pageFromProto({ pageSize: 0, pageToken: "7" })),
      "page_token",
    );
  });

  it("lose nothing of a place in a page token", () => {
    const places = fc.record({ id: fc.uuid(), createdAt: between("1970-01-01T00:00:00Z", "5000-01-01T00:00:00Z") });
    fc.assert(
      fc.property(places, ({ id, createdAt }) => {
        assert.deepEqual(parsePageToken(pageToken({ id, createdAt })), { id, createdAt });
      }),
    );
  });
});

describe("a session", () => {
  const life = fc.record({ idleDays: fc.integer({ min: 1, max: 400 }), maxDays: fc.integer({ min: 1, max: 400 }) });
  const ids = { id: "a session", userId: "a user", device: "", address: "" };

  it("never lives past its end, however often it is used, and each use moves its expiry on", () => {
    const uses = fc.array(fc.integer({ min: 0, max: 60 * 24 * 60 * 60_000 }), { maxLength: 9 });
    fc.assert(
      fc.property(life, uses, (lifetimes, waits) => {
        let [now, one] = [new Date(0), newSession({ ...ids, now: new Date(0) }, lifetimes)];
        for (const wait of waits) {
          now = new Date(now.getTime() + wait);
          const next = usedSession(one, "", now, lifetimes);
          assert.ok(next.expiresAt <= next.endsAt && next.expiresAt >= one.expiresAt);
          assert.deepEqual(next.endsAt, one.endsAt);
          one = next;
        }
      }),
    );
  });

  it("is called as its owner says, else by a User-Agent that deceives nobody", () => {
    assert.equal(deviceName("mine", "Firefox"), "mine");
    assert.equal(deviceName("", null), "");
    assert.equal(deviceName("", " a\u0000b\u202Ec\u2029\u2066d\u007F "), "abcd");
    fc.assert(fc.property(fc.string({ maxLength: 600 }), (agent) => [...deviceName("", agent)].length <= 256));
  });
});

function fieldOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Problem && error.reason === "INVALID_REQUEST");
    return error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field;
  }
}
