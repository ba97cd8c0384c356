import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { UserState } from "../../gen/flock/auth/v1/user_pb.ts";
import { authScene } from "../../test/auth.ts";
import { newIds } from "../../test/ids.ts";
import { reasonOrAnswer } from "../../test/serving.ts";

describe("CreateUser", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  const create = (...input: Parameters<typeof scene.newUser>) =>
    reasonOrAnswer(scene.client.createUser(scene.newUser(...input)));
  const claimsOf = async (userId: string) => {
    const rows = await scene.sql`select value from email_claims where user_id = ${userId}`;
    return rows.map(({ value }) => value);
  };

  it("creates a pending user with the address in its normal form", async () => {
    const ids = newIds();
    const { user } = await scene.client.createUser(scene.newUser("  Ada@Bücher.Example ", ids));
    assert.equal(user?.id, ids.userId);
    assert.equal(user?.email, "ada@xn--bcher-kva.example");
    assert.equal(user?.state, UserState.PENDING);
    assert.equal(user?.emailVerifiedAt, undefined);
    const [row] = await scene.sql`select password_hash, registration_id from users where id = ${ids.userId}`;
    assert.deepEqual({ ...row }, { password_hash: scene.passwordHash, registration_id: ids.registrationId });
    const schemes = await scene.sql`select scheme from password_schemes`;
    assert.deepEqual(
      schemes.map(({ scheme }) => scheme),
      ["p=k1$2b$04"],
    );
  });

  it("answers the same user to a repetition, in any spelling of ids and address, also when it is active", async () => {
    const ids = newIds();
    const first = await create("twice@example.org", ids);
    const shouted = { userId: ids.userId.toUpperCase(), registrationId: ids.registrationId.toUpperCase() };
    assert.deepEqual(await create("TWICE@example.org", shouted), first);
    await scene.client.activateUser(ids);
    const again = await scene.client.createUser(scene.newUser("twice@example.org", ids));
    assert.equal(again.user?.state, UserState.ACTIVE);
  });

  it("refuses another address or another user id for the same registration, and changes nothing", async () => {
    const ids = newIds();
    await create("mine@example.org", ids);
    assert.equal(await create("other@example.org", ids), "REQUEST_ID_REUSED");
    assert.equal(
      await create("mine@example.org", { ...newIds(), registrationId: ids.registrationId }),
      "REQUEST_ID_SPENT",
    );
    assert.deepEqual(await claimsOf(ids.userId), ["mine@example.org"]);
    assert.notEqual(await create("other@example.org"), "EMAIL_TAKEN");
  });

  it("answers a late repetition as made before when its owner has changed the address since, whoever has the old one", async () => {
    const ids = newIds();
    const first = scene.newUser("moved@example.org", ids);
    await scene.client.createUser(first);
    await scene.client.activateUser(ids);
    await scene.sql`update users set email = 'moved_on@example.org' where id = ${ids.userId}`;
    await scene.sql`update email_claims set value = 'moved_on@example.org' where user_id = ${ids.userId}`;
    const { user } = await scene.client.createUser(first);
    assert.deepEqual([user?.email, user?.state], ["moved_on@example.org", UserState.ACTIVE]);
    assert.deepEqual(await claimsOf(ids.userId), ["moved_on@example.org"]);
    assert.equal(typeof (await create("moved@example.org")), "object");
    assert.deepEqual((await scene.client.createUser(first)).user, user);
  });

  it("tells a taken address from one whose registration may yet be undone", async () => {
    const ids = newIds();
    await create("held@example.org", ids);
    assert.equal(await create("held@example.org"), "ADDRESS_PENDING");
    await scene.client.activateUser(ids);
    assert.equal(await create("held@example.org"), "EMAIL_TAKEN");
  });

  it("lets exactly one of fifty at a time have an address", async () => {
    const racers = Array.from({ length: 50 }, newIds);
    const ends = await Promise.all(racers.map((ids) => create("race@example.org", ids)));
    assert.equal(ends.filter((end) => typeof end === "object").length, 1);
    assert.equal(ends.filter((end) => end === "ADDRESS_PENDING").length, 49);
    const rows = await scene.sql`select from users where email = 'race@example.org'`;
    assert.equal(rows.length, 1);
  });

  it("lets one of those who wait have the address when its first holder is undone", async () => {
    const first = newIds();
    await create("second@example.org", first);
    const patient = async (ids = newIds()) => {
      for (;;) {
        const end = await create("second@example.org", ids);
        if (typeof end === "object") return scene.client.activateUser(ids).then(() => "active");
        if (end !== "ADDRESS_PENDING") return end;
      }
    };
    const [, ...ends] = await Promise.all([
      scene.client.deleteUser(first),
      ...Array.from({ length: 5 }, () => patient()),
    ]);
    assert.deepEqual(ends.sort(), ["EMAIL_TAKEN", "EMAIL_TAKEN", "EMAIL_TAKEN", "EMAIL_TAKEN", "active"]);
  });

  it("has the address when its holder gives it up just then", async () => {
    const first = newIds();
    await create("just_then@example.org", first);
    const pause = await scene.pauseAt("after insert on email_claims");
    const second = create("just_then@example.org");
    await pause.waiting(1);
    await scene.client.deleteUser(first);
    await pause.end();
    assert.equal(typeof (await second), "object");
  });

  it("does not take an address for taken whose holder is undone while it looks", async () => {
    await create("looking@example.org");
    const pause = await scene.pauseAt("read of email_claims");
    const second = create("looking@example.org");
    await pause.waiting(1);
    await scene.sql`delete from users where email = 'looking@example.org'`;
    await pause.end();
    assert.equal(await second, "ADDRESS_PENDING");
  });

  it("respects a hold until it has run out, then takes it over", async () => {
    const { userId, registrationId } = newIds();
    await scene.sql`insert into email_claims (value, user_id, registration_id, until)
      values ('hold@example.org', ${userId}, ${registrationId}, ${new Date(Date.now() + 60_000)})`;
    assert.equal(await create("hold@example.org"), "EMAIL_TAKEN");
    await scene.sql`update email_claims set until = clock_timestamp() where value = 'hold@example.org'`;
    const racers = await Promise.all(Array.from({ length: 10 }, () => create("hold@example.org")));
    assert.equal(racers.filter((end) => typeof end === "object").length, 1);
    const [claim] = await scene.sql`select until from email_claims where value = 'hold@example.org'`;
    assert.equal(claim?.until, null);
  });

  it("takes an address for taken that only its row holds", async () => {
    await scene.sql`insert into users (email, password_hash) values ('old@example.org', 'x')`;
    assert.equal(await create("old@example.org"), "EMAIL_TAKEN");
    assert.equal((await scene.sql`select from email_claims where value = 'old@example.org'`).length, 0);
  });

  it("refuses a seal of another user, a bad address and bad ids, and writes nothing for them", async () => {
    const input = scene.newUser("seal@example.org");
    const call = (change: object) => reasonOrAnswer(scene.client.createUser({ ...input, ...change }));
    assert.equal(await call({ userId: newIds().userId }), "INVALID_SEAL");
    assert.equal(await call({ email: "nobody" }), "INVALID_EMAIL");
    assert.equal(await call({ registrationId: "7" }), "INVALID_REQUEST");
    const rows = await scene.sql`select from registration_ledger where registration_id = ${input.registrationId}`;
    assert.equal(rows.length, 0);
  });

  it("keeps the database's errors out of the answer and people out of the log", async () => {
    await scene.sql`alter table email_claims rename column value to renamed`;
    const call = scene.client.createUser(scene.newUser("private@example.org"));
    const message = await call.catch((error: Error) => JSON.stringify([error.message, error]));
    await scene.sql`alter table email_claims rename column renamed to value`;
    assert.match(String(message), /an internal error/);
    assert.doesNotMatch(String(message), /private@example|insert|column|email_claims/i);
    assert.match(scene.logged(), /42703/);
    assert.doesNotMatch(scene.logged(), /private@example|insert into/i);
  });
});
