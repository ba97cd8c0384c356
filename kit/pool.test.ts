import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { openSql, type Sql } from "../test/sql.ts";
import { type Database, openDatabase, type Queryable } from "./db.ts";
import { reasonOf } from "./problem.ts";

const MAX = 4;
const OUTAGE = "SERVICE_UNAVAILABLE";

describe("a database whose connections break", () => {
  let test: TestDatabase;
  let database: Database;
  let admin: Sql;
  before(async () => {
    test = await testDatabase("auth");
    admin = openSql(test.adminUrl);
  });
  after(async () => {
    await admin.end();
    await test.drop();
  });
  beforeEach(() => {
    database = openDatabase(test.url, { max: MAX, connectTimeoutMs: 400 });
  });
  afterEach(() => database.close());

  const endOf = (call: Promise<unknown>) =>
    call.then(
      () => "answered",
      (error) => reasonOf(error) ?? error,
    );
  const sessionOf = async (db: Queryable) => (await db.execute(sql`select pg_backend_pid() as pid`)).rows[0]?.pid;
  const nap = (seconds: number) => (db: Queryable) =>
    db.execute(sql`select pg_sleep(${seconds}), pg_backend_pid() as pid`);
  const terminate = (pid: unknown) => admin`select pg_terminate_backend(${pid}, 2000)`;

  /** Uses every connection that the pool may have, all at once; gives how many sessions that took. */
  async function useAll(): Promise<number> {
    const answers = await Promise.all(Array.from({ length: MAX }, () => database.query(nap(0.05))));
    return new Set(answers.map(({ rows }) => rows[0]?.pid)).size;
  }

  it("answers SERVICE_UNAVAILABLE to a transaction that loses its session between two statements", async () => {
    await useAll();
    const call = database.transaction(async (tx) => {
      await terminate(await sessionOf(tx));
      await tx.execute(sql`select 1`);
    });
    assert.equal(await endOf(call), OUTAGE);
    assert.equal(await useAll(), MAX);
  });

  it("answers SERVICE_UNAVAILABLE to a transaction that loses its session and notices at its commit", async () => {
    assert.equal(await endOf(database.transaction(async (tx) => terminate(await sessionOf(tx)))), OUTAGE);
    assert.equal(await useAll(), MAX);
  });

  it("gives the error that a transaction threw itself, although there is no session left to roll back", async () => {
    const failure = new Error("no");
    const call = database.transaction(async (tx) => {
      await terminate(await sessionOf(tx));
      throw failure;
    });
    assert.equal(await endOf(call), failure);
    assert.equal(await useAll(), MAX);
  });

  it("answers SERVICE_UNAVAILABLE to statements whose sessions end while they run", async () => {
    const pid = Promise.withResolvers<unknown>();
    const transaction = database.transaction(async (tx) => {
      pid.resolve(await sessionOf(tx));
      await nap(5)(tx);
    });
    const query = database.query(async (db) => {
      await terminate(await pid.promise);
      await db.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
    });
    assert.deepEqual(await Promise.all([endOf(transaction), endOf(query)]), [OUTAGE, OUTAGE]);
    assert.equal(await useAll(), MAX);
  });

  it("works on when all its sessions end while nothing runs", async () => {
    await useAll();
    const ended =
      await admin`select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = ${test.name}`;
    assert.equal(ended.length, MAX);
    await sleep(50);
    assert.equal(await useAll(), MAX);
  });

  it("answers SERVICE_UNAVAILABLE when the server takes the call and hangs up, or never answers", async () => {
    const [rude, mute] = [createServer((socket) => socket.destroy()), createServer()];
    for (const server of [rude, mute]) {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const url = `postgres://nobody:x@127.0.0.1:${(server.address() as AddressInfo).port}/none`;
      const away = openDatabase(url, { connectTimeoutMs: 200 });
      assert.equal(await endOf(away.ping()), OUTAGE);
      await away.close();
      server.close();
    }
  });

  it("answers SERVICE_UNAVAILABLE to who waits too long for a connection, and serves who waits a little", async () => {
    const held = Promise.withResolvers<void>();
    const busy = Array.from({ length: MAX }, () => database.query(() => held.promise));
    assert.equal(await endOf(database.ping()), OUTAGE);
    const patient = endOf(database.ping());
    held.resolve();
    assert.equal(await patient, "answered");
    await Promise.all(busy);
  });

  it("closes within about a second: short statements finish, long ones and idle transactions are cut off", async () => {
    const closing = openDatabase(test.url);
    const [short, long] = [endOf(closing.query(nap(0.3))), endOf(closing.query(nap(4)))];
    const idle = closing.transaction(async (tx) => {
      await sessionOf(tx);
      await sleep(1_500);
      await tx.execute(sql`select 1`);
    });
    const idleEnd = endOf(idle);
    await sleep(100);
    const begin = performance.now();
    await closing.close();
    assert.ok(performance.now() - begin < 1_300);
    assert.deepEqual(await Promise.all([short, long, idleEnd]), ["answered", OUTAGE, OUTAGE]);
    assert.equal(await endOf(closing.ping()), OUTAGE);
  });

  it("closes at once when nothing runs, and leaves no session behind", async () => {
    const closing = openDatabase(test.url, { name: "leaving" });
    await Promise.all([closing.ping(), closing.ping()]);
    const begin = performance.now();
    await closing.close();
    assert.ok(performance.now() - begin < 500);
    assert.equal((await admin`select from pg_stat_activity where application_name = 'leaving'`).length, 0);
  });
});
