import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { reasonOrAnswer } from "../../test/serving.ts";
import { as, type Person, type SessionScene, sessionScene } from "../../test/sessions.ts";

const REFUSED = "INVALID_REFRESH_TOKEN";
const DAY = 24 * 60 * 60;

describe("RefreshSession", () => {
  let scene: SessionScene;
  let person: Person;
  before(async () => {
    scene = await sessionScene();
    person = await scene.newPerson();
  });
  after(() => scene.close());
  const begin = async () => {
    const { refreshToken: token, session } = await scene.signIn(person);
    const id = session?.id ?? "";
    return { token, id, pass: (seconds: number) => scene.pass(id, seconds), isAlive: () => scene.isAlive(id) };
  };
  const refresh = async (refreshToken: string) => (await scene.client.refreshSession({ refreshToken })).refreshToken;
  const outcome = (refreshToken: string) => reasonOrAnswer(refresh(refreshToken));

  it("gives new tokens of the same session, moves its expiry, and never its end", async () => {
    const { session: first, refreshToken } = await scene.signIn(person, { device: "telephone" });
    const { id = "" } = first ?? {};
    await scene.pass(id, 3600);
    const { session, ...answer } = await scene.client.refreshSession({ refreshToken });
    assert.deepEqual([session?.id, session?.device, session?.current], [id, "telephone", true]);
    assert.notEqual(answer.refreshToken, refreshToken);
    assert.equal((await scene.client.getCurrentUser({}, as(answer))).user?.id, person.userId);
    const ms = (name: "lastUsedAt" | "createdAt" | "expiresAt" | "endsAt") =>
      session?.[name] && timestampDate(session[name]).getTime();
    assert.equal(Number(ms("expiresAt")) - Number(ms("lastUsedAt")), 14 * DAY * 1000);
    assert.equal(Number(ms("endsAt")) - Number(ms("createdAt")), 30 * DAY * 1000);
    assert.ok(Number(ms("lastUsedAt")) - Number(ms("createdAt")) >= 3_600_000);
  });

  it("stores only hashes, and logs no token", async () => {
    const { token } = await begin();
    const next = await refresh(token);
    const rows = await scene.sql`select row_to_json(t)::text as row from auth_tokens t`;
    const kept = scene.logged() + rows.map(({ row }) => row).join("");
    for (const secret of [token, next].map((text) => text.split(".")[1] ?? "")) assert.ok(!kept.includes(secret));
  });

  it("lets 5 of ten clients in that use one token at once, and the session lives", async () => {
    const { token, isAlive } = await begin();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => outcome(token)));
    const successors = outcomes.filter((text) => text !== REFUSED);
    assert.equal(successors.length, 5);
    assert.equal(new Set(successors).size, 5);
    assert.ok(await isAlive());
    assert.deepEqual(
      (await Promise.all(successors.map(outcome))).filter((text) => text === REFUSED),
      [],
    );
  });

  it("counts the 30 s from a token's first use, however often it is used within them", async () => {
    const { token, pass, isAlive } = await begin();
    const successor = await refresh(token);
    await pass(20);
    await Promise.all([refresh(token), refresh(successor)]);
    await pass(20);
    assert.equal(await outcome(token), REFUSED);
    assert.equal(await isAlive(), false);
  });

  it("signs nobody out for a lost answer, however late and how often, and lets no replaced token in", async () => {
    const { token, pass, isAlive } = await begin();
    const lost = [];
    for (let round = 0; round < 4; round += 1) {
      lost.push(await refresh(token));
      await pass(31 + round * DAY);
    }
    for (const unused of lost.slice(0, -1)) assert.equal(await outcome(unused), REFUSED);
    assert.ok(await isAlive());
    assert.notEqual(await outcome(lost.at(-1) ?? ""), REFUSED);
  });

  it("opens a new window of 30 s after a lost answer", async () => {
    const { token, pass, isAlive } = await begin();
    await refresh(token);
    await pass(31);
    const [, second] = [await refresh(token), await refresh(token)];
    await pass(20);
    await refresh(second);
    assert.notEqual(await outcome(token), REFUSED);
    await pass(20);
    assert.equal(await outcome(token), REFUSED);
    assert.equal(await isAlive(), false);
  });

  it("ends the session when a token is used again after its successor was, and no other session", async () => {
    const [stolen, other, before] = [await begin(), await begin(), (await scene.counted()).reused ?? 0];
    const mine = await refresh(await refresh(stolen.token));
    await stolen.pass(31);
    assert.equal(await outcome(stolen.token), REFUSED);
    assert.equal(await outcome(mine), REFUSED);
    assert.deepEqual([await stolen.isAlive(), await other.isAlive()], [false, true]);
    assert.equal((await scene.counted()).reused, before + 1);
  });

  it("lets two tabs go their ways within 30 s, and ends the session when the second one comes later", async () => {
    for (const [late, alive] of [
      [25, true],
      [31, false],
    ] as const) {
      const { token, pass, isAlive } = await begin();
      const [one, two] = [await refresh(token), await refresh(token)];
      await refresh(one);
      await pass(late);
      assert.equal((await outcome(two)) !== REFUSED, alive);
      assert.equal(await isAlive(), alive);
    }
  });

  it("ends the session when a token that was replaced is used after its sibling was", async () => {
    const { token, pass, isAlive } = await begin();
    const replaced = await refresh(token);
    await pass(31);
    await refresh(await refresh(token));
    assert.equal(await outcome(replaced), REFUSED);
    assert.equal(await isAlive(), false);
  });

  it("is refused 14 days after the last use, and 30 days after the sign-in however much it is used", async () => {
    const idle = await begin();
    await idle.pass(14 * DAY + 1);
    assert.equal(await outcome(idle.token), REFUSED);
    const busy = await begin();
    let { token } = busy;
    for (let day = 0; day < 29; day += 10) {
      token = await refresh(token);
      await busy.pass(10 * DAY - 60);
    }
    token = await refresh(token);
    await busy.pass(181);
    assert.equal(await outcome(token), REFUSED);
  });

  it("changes nothing for a user who is not active, who may go on when they are again", async () => {
    const { token, isAlive } = await begin();
    for (const status of ["disabled", "deleting", "erasing"]) {
      await scene.sql`update users set status = ${status} where id = ${person.userId}`;
      assert.equal(await outcome(token), REFUSED);
    }
    assert.ok(await isAlive());
    await scene.sql`update users set status = 'active' where id = ${person.userId}`;
    assert.notEqual(await outcome(token), REFUSED);
  });

  it("forgets tokens that were used a week ago: whoever brings one then is refused, and the session lives", async () => {
    const { token, id, pass, isAlive } = await begin();
    const [one, unused] = [await refresh(token), await refresh(token)];
    const next = await refresh(one);
    await pass(8 * DAY);
    const last = await refresh(next);
    for (const old of [token, one, unused]) assert.equal(await outcome(old), REFUSED);
    assert.ok(await isAlive());
    const rows = await scene.sql`select id from auth_tokens where session_id = ${id}`;
    assert.deepEqual(rows.map((row) => row.id).sort(), [next, last].map((text) => text.split(".")[0]).sort());
  });

  it("lets in a client that lost its answer more than a week ago, and still knows the tab that stayed behind", async () => {
    const { token, pass, isAlive } = await begin();
    const [mine, other] = [await refresh(token), await refresh(token)];
    const lost = [await refresh(mine), await refresh(mine)];
    await pass(8 * DAY);
    const found = await refresh(mine);
    assert.notEqual(await outcome(mine), REFUSED);
    for (const replaced of lost) assert.equal(await outcome(replaced), REFUSED);
    assert.notEqual(await outcome(found), REFUSED);
    assert.ok(await isAlive());
    assert.equal(await outcome(other), REFUSED);
    assert.equal(await isAlive(), false);
  });

  it("forgets tokens that were replaced a week ago, and no others", async () => {
    const { token, id, pass } = await begin();
    const lost: string[] = [];
    for (const days of [5, 3, 0]) {
      lost.push(await refresh(token));
      await pass(days * DAY + 31);
    }
    const last = await refresh(lost.at(-1) ?? "");
    const rows = await scene.sql`select id from auth_tokens where session_id = ${id}`;
    const kept = [token, ...lost, last].filter((text) => rows.some((row) => text.startsWith(row.id)));
    assert.deepEqual(kept, [token, ...lost, last]);
    await pass(4 * DAY);
    await refresh(last);
    const later = await scene.sql`select id from auth_tokens where session_id = ${id}`;
    assert.ok(!later.some((row) => lost[0]?.startsWith(row.id)));
    assert.ok(later.some((row) => lost[1]?.startsWith(row.id)));
  });

  it("spends no token while no access token can be signed", async () => {
    const { token, id } = await begin();
    scene.state.keyIsMissing = true;
    for (let turn = 0; turn < 7; turn += 1) assert.equal(await outcome(token), "KEY_UNAVAILABLE");
    scene.state.keyIsMissing = false;
    const rows = await scene.sql`select from auth_tokens where session_id = ${id}`;
    assert.equal(rows.length, 1);
    assert.notEqual(await outcome(token), REFUSED);
  });

  it("refuses a crafted token like an unknown one, whatever its shape, and changes nothing", async () => {
    const { token, isAlive } = await begin();
    const other = await begin();
    const [id, secret = ""] = token.split(".");
    const last = secret.at(-1) === "A" ? "B" : "A";
    const near = [`${id}.${secret.slice(0, -1)}${last}`, `${id}.${other.token.split(".")[1]}`, token.toUpperCase()];
    const shapes = [
      id,
      secret,
      `${id}.`,
      `.${secret}`,
      ` ${token}`,
      `${token}=`,
      `${id}.${"ａ".repeat(43)}`,
      "\u{1F511}",
      "\0",
    ];
    for (const crafted of [...near, ...shapes]) assert.equal(await outcome(String(crafted)), REFUSED);
    const any = fc.string({ minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(any, async (text) => assert.equal(await outcome(text), REFUSED)),
      { numRuns: 30 },
    );
    assert.equal(await outcome("x".repeat(257)), "INVALID_REQUEST");
    assert.ok(await isAlive());
    assert.notEqual(await outcome(token), REFUSED);
  });
});
