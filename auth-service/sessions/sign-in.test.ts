import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { reasonOrAnswer } from "../../test/serving.ts";
import { as, PASSWORD, type SessionScene, sessionScene } from "../../test/sessions.ts";

describe("SignIn, SignOut and GetCurrentUser", () => {
  let scene: SessionScene;
  before(async () => {
    scene = await sessionScene();
  });
  after(() => scene.close());
  const sessionsOf = async (userId: string): Promise<string[]> =>
    (await scene.sql`select id from sessions where user_id = ${userId}`).map(({ id }) => id);
  const deviceOf = async (userId: string) =>
    (await scene.sql`select device, address from sessions where user_id = ${userId}`)[0];

  it("begins a session with tokens that call and refresh, and shows who has signed in", async () => {
    const person = await scene.newPerson();
    const answer = await scene.signIn(person);
    assert.deepEqual([answer.user?.id, answer.user?.email], [person.userId, person.email]);
    assert.deepEqual([answer.session?.userId, answer.session?.current], [person.userId, true]);
    const { user } = await scene.client.getCurrentUser({}, as(answer));
    assert.deepEqual(user, answer.user);
    assert.equal((await scene.signIn(person)).session?.id === answer.session?.id, false);
  });

  it("refuses a wrong password, an unknown address and a user who is not active alike, and begins nothing", async () => {
    const person = await scene.newPerson();
    const wrong = scene.client.signIn({ email: person.email, password: "another one entirely" });
    assert.equal(await reasonOrAnswer(wrong), "INVALID_CREDENTIALS");
    const unknown = scene.client.signIn({ email: "nobody@example.org", password: PASSWORD });
    assert.equal(await reasonOrAnswer(unknown), "INVALID_CREDENTIALS");
    for (const status of ["pending", "disabled", "deleting", "erasing"]) {
      await scene.sql`update users set status = ${status} where id = ${person.userId}`;
      assert.equal(await reasonOrAnswer(scene.signIn(person)), "INVALID_CREDENTIALS");
    }
    assert.deepEqual(await sessionsOf(person.userId), []);
  });

  it("remembers the device by the name it was given, else by its User-Agent, and where it called from", async () => {
    const [named, browser] = [await scene.newPerson(), await scene.newPerson()];
    await scene.signIn(named, { device: "Ada's téléphone" });
    assert.deepEqual({ ...(await deviceOf(named.userId)) }, { device: "Ada's téléphone", address: "127.0.0.1" });
    const headers = { "user-agent": `Fire\tfox${"x".repeat(300)}` };
    await scene.client.signIn({ email: browser.email, password: PASSWORD }, { headers });
    assert.equal((await deviceOf(browser.userId))?.device, `Firefox${"x".repeat(249)}`);
    const bad = reasonOrAnswer(scene.signIn(named, { device: "a\u202Eb" }));
    assert.equal(await bad, "INVALID_REQUEST");
  });

  it("ends the session that was not used for the longest time when there would be more than 100, and what has run out", async () => {
    const person = await scene.newPerson();
    await scene.sql`insert into sessions (user_id, expires_at, ends_at, last_used_at, device)
      select ${person.userId}, now() + interval '1 day', now() + interval '2 days', now() - n * interval '1 minute', n::text
      from generate_series(1, 102) n`;
    await scene.sql`update sessions set expires_at = now() where user_id = ${person.userId} and device in ('1', '2')`;
    const { session } = await scene.signIn(person);
    const left = await scene.sql`select device, id from sessions where user_id = ${person.userId}`;
    assert.equal(left.length, 100);
    assert.ok(left.some(({ id }) => id === session?.id));
    for (const gone of ["1", "2", "102"]) assert.ok(!left.some(({ device }) => device === gone), gone);
  });

  it("keeps the limit of 100 when many sign in at once", async () => {
    const person = await scene.newPerson();
    await scene.sql`insert into sessions (user_id, expires_at, ends_at, last_used_at)
      select ${person.userId}, now() + interval '1 day', now() + interval '2 days', now() - interval '1 hour'
      from generate_series(1, 97)`;
    const signedIn = await Promise.all(Array.from({ length: 12 }, () => scene.signIn(person)));
    const left = await sessionsOf(person.userId);
    assert.equal(left.length, 100);
    for (const { session } of signedIn) assert.ok(left.includes(session?.id ?? ""));
  });

  it("begins a session when its turn has come, not when it was asked for", async () => {
    const person = await scene.newPerson();
    const pause = await scene.pauseAt("after insert on sessions");
    const first = scene.signIn(person);
    await pause.waiting(1);
    const second = scene.signIn(person);
    await pause.waiting(2);
    const [{ turn } = {}] = await scene.sql`select clock_timestamp() as turn`;
    await pause.end();
    const [one, two] = (await Promise.all([first, second])).map(({ session }) => session?.id);
    const rows = await scene.sql`select id from sessions where user_id = ${person.userId} and created_at >= ${turn}`;
    assert.notEqual(one, two);
    assert.deepEqual(rows, [{ id: two }]);
  });

  it("begins nothing for a user who was disabled after the password was checked", async () => {
    const person = await scene.newPerson();
    const signingIn = await heldWhile(
      async () => {
        await scene.sql`update users set status = 'disabled' where id = ${person.userId}`;
      },
      () => reasonOrAnswer(scene.signIn(person)),
    );
    assert.equal(signingIn, "INVALID_CREDENTIALS");
    assert.deepEqual(await sessionsOf(person.userId), []);
  });

  it("checks a password again that was changed after its check, and lets in by a hash that was only renewed", async () => {
    const [changed, renewed] = [await scene.newPerson(), await scene.newPerson()];
    const store = async (userId: string, password: string) => {
      const hash = await scene.hasher.hash(password);
      await scene.sql`update users set password_hash = ${hash} where id = ${userId}`;
    };
    const another = () => store(changed.userId, "some other password");
    const old = await heldWhile(another, () => reasonOrAnswer(scene.signIn(changed)));
    assert.equal(old, "INVALID_CREDENTIALS");
    assert.deepEqual(await sessionsOf(changed.userId), []);
    const same = () => store(renewed.userId, PASSWORD);
    assert.equal(typeof (await heldWhile(same, () => reasonOrAnswer(scene.signIn(renewed)))), "object");
  });

  it("signs out by any token of the session, used or not, twice is once, and other sessions stay", async () => {
    const person = await scene.newPerson();
    const [one, other] = [await scene.signIn(person), await scene.signIn(person)];
    const { ended = 0 } = await scene.counted();
    const next = await scene.client.refreshSession({ refreshToken: one.refreshToken });
    await scene.client.signOut({ refreshToken: one.refreshToken });
    await scene.client.signOut({ refreshToken: next.refreshToken });
    assert.deepEqual(await sessionsOf(person.userId), [other.session?.id]);
    assert.equal((await scene.counted()).ended, ended + 1);
    for (const refreshToken of [one.refreshToken, next.refreshToken])
      assert.equal(await reasonOrAnswer(scene.client.refreshSession({ refreshToken })), "INVALID_REFRESH_TOKEN");
  });

  it("signs out nobody by a token that is not one, and says no word of that", async () => {
    const person = await scene.newPerson();
    const { refreshToken, session } = await scene.signIn(person);
    const [id] = refreshToken.split(".");
    for (const token of [`${id}.${"A".repeat(43)}`, `${randomUUID()}.${"A".repeat(43)}`, "nonsense", id ?? ""])
      await scene.client.signOut({ refreshToken: token });
    assert.deepEqual(await sessionsOf(person.userId), [session?.id]);
  });

  it("begins no session while no access token can be signed", async () => {
    const person = await scene.newPerson();
    scene.state.keyIsMissing = true;
    assert.equal(await reasonOrAnswer(scene.signIn(person)), "KEY_UNAVAILABLE");
    scene.state.keyIsMissing = false;
    assert.deepEqual(await sessionsOf(person.userId), []);
  });

  it("does not know a user any more who is gone, and nobody without an access token", async () => {
    const person = await scene.newPerson();
    const answer = await scene.signIn(person);
    await scene.sql`delete from users where id = ${person.userId}`;
    assert.equal(await reasonOrAnswer(scene.client.getCurrentUser({}, as(answer))), "USER_NOT_FOUND");
    assert.equal(await reasonOrAnswer(scene.client.getCurrentUser({})), "INVALID_ACCESS_TOKEN");
    assert.deepEqual(await sessionsOf(person.userId), []);
  });

  /** Runs a call that has seen a user's row as it was before a change, and has to wait for that change. */
  async function heldWhile<T>(change: () => Promise<void>, run: () => Promise<T>): Promise<T> {
    const pause = await scene.pauseAt("after update on users");
    const changing = change();
    await pause.waiting(1);
    const result = run();
    await pause.waiting(2);
    await pause.end();
    await changing;
    return result;
  }
});
