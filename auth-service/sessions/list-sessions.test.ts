import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "../../kit/problem.ts";
import { as, type SessionScene, sessionScene } from "../../test/sessions.ts";

describe("ListSessions", () => {
  let scene: SessionScene;
  before(async () => {
    scene = await sessionScene();
  });
  after(() => scene.close());

  /** Somebody with so many sessions; some began in the same millisecond. */
  async function withSessions(count: number) {
    const person = await scene.newPerson();
    await scene.sql`insert into sessions (user_id, created_at, expires_at, ends_at)
      select ${person.userId}, now() - (n / 3) * interval '1 second' - n * interval '7 microseconds',
        now() + interval '1 day', now() + interval '2 days' from generate_series(1, ${count - 1}::int) n`;
    const answer = await scene.signIn(person);
    const ids = await scene.sql`select id from sessions where user_id = ${person.userId}
      order by date_trunc('milliseconds', created_at) desc, id desc`;
    return { person, call: as(answer), current: answer.session?.id, ids: ids.map(({ id }): string => id) };
  }

  it("shows the caller's own living sessions, the newest first, and which one is calling", async () => {
    const { person, call, current, ids } = await withSessions(4);
    await scene.signIn(await scene.newPerson());
    await scene.sql`insert into sessions (user_id, expires_at, ends_at)
      select ${person.userId}, now() - n * interval '1 second', now() + interval '1 day' from generate_series(0, 1) n`;
    const { sessions, nextPageToken } = await scene.client.listSessions({}, call);
    assert.deepEqual(
      sessions.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(
      sessions.filter((session) => session.current).map(({ id }) => id),
      [current],
    );
    assert.equal(nextPageToken, "");
  });

  it("gives every session once over its pages, whatever their size, and whatever begins and ends meanwhile", async () => {
    const { person, call, ids } = await withSessions(23);
    for (const pageSize of [1, 2, 5, 22, 23]) assert.deepEqual(await walk(call, pageSize), ids);
    const seen = await walk(call, 5, async (page) => {
      if (page === 1) await scene.sql`delete from sessions where id = ${ids[4] ?? ""}`;
      if (page === 2) await scene.signIn(person);
    });
    assert.deepEqual(seen, ids);
  });

  it("gives 50 when it is not told how many, and never more than 100", async () => {
    const { call, ids } = await withSessions(100);
    await scene.sql`insert into sessions (user_id, expires_at, ends_at) select user_id, expires_at, ends_at from sessions
      where id = ${ids[50] ?? ""}`;
    assert.equal((await scene.client.listSessions({}, call)).sessions.length, 50);
    assert.equal((await scene.client.listSessions({ pageSize: 2_000_000_000 }, call)).sessions.length, 100);
  });

  it("refuses a page token that it never gave out, and takes another's for a place only", async () => {
    const [one, other] = [await withSessions(3), await withSessions(3)];
    const { nextPageToken } = await scene.client.listSessions({ pageSize: 1 }, other.call);
    const { sessions } = await scene.client.listSessions({ pageToken: nextPageToken }, one.call);
    assert.ok(sessions.every(({ userId }) => userId === one.person.userId));
    const encoded = (text: string) => Buffer.from(text).toString("base64url");
    const id = one.ids[0] ?? "";
    const shapes = ["x", `${nextPageToken}=`, `${nextPageToken}A`, nextPageToken.slice(1), "ü", " ", "AAAA"];
    const contents = [
      encoded(`-1.${id}`),
      encoded(`1e3.${id}`),
      encoded(`007.${id}`),
      encoded(`${"9".repeat(15)}.${id}`),
    ];
    for (const pageToken of [...shapes, ...contents, encoded(`1.${id.toUpperCase()}`), encoded("1.x")]) {
      const error = await scene.client.listSessions({ pageToken }, one.call).catch(ConnectError.from);
      assert.ok(error instanceof ConnectError, pageToken);
      assert.equal(reasonOf(error), "INVALID_REQUEST");
      assert.equal(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field, "page_token");
    }
    const farAway = encoded(`${"9".repeat(14)}.${id}`);
    assert.equal((await scene.client.listSessions({ pageToken: farAway }, one.call)).sessions.length, 3);
  });

  /** The ids over all pages. */
  async function walk(call: object, pageSize: number, between?: (page: number) => Promise<unknown>) {
    const ids: string[] = [];
    let pageToken = "";
    for (let page = 1; page === 1 || pageToken !== ""; page += 1) {
      const answer = await scene.client.listSessions({ pageSize, pageToken }, call);
      assert.ok(answer.sessions.length <= pageSize);
      ids.push(...answer.sessions.map(({ id }) => id));
      pageToken = answer.nextPageToken;
      await between?.(page);
    }
    return ids;
  }
});
