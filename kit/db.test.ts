import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { eq, sql } from "drizzle-orm";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { newIds } from "../test/ids.ts";
import { claimsTable } from "./claims.ts";
import { type Database, openDatabase, type Queryable } from "./db.ts";
import { reasonOf } from "./problem.ts";

const claims = claimsTable("email_claims", 255);
const reasonOfCall = (call: Promise<unknown>) =>
  call.then(
    () => "answered",
    (error) => reasonOf(error) ?? error,
  );

describe("a database", () => {
  let test: TestDatabase;
  let database: Database;
  before(async () => {
    test = await testDatabase("auth");
    database = openDatabase(test.url, { max: 4, statementTimeoutMs: 500 });
  });
  after(async () => {
    await database.close();
    await test.drop();
  });
  const touch = (tx: Queryable, value: string) =>
    tx.update(claims).set({ createdAt: sql`clock_timestamp()` }).where(eq(claims.value, value));

  it("runs a transaction again that PostgreSQL broke off for a deadlock", async () => {
    await database.query((db) =>
      db.insert(claims).values(["a", "b"].map((value) => ({ value, userId: newIds().userId }))),
    );
    const met = Promise.withResolvers<void>();
    let [arrived, runs] = [0, 0];
    const both = (first: string, second: string) =>
      openDatabaseWithPatience((patient) =>
        patient.transaction(async (tx) => {
          runs += 1;
          await touch(tx, first);
          arrived += 1;
          if (arrived === 2) met.resolve();
          await met.promise;
          await touch(tx, second);
        }),
      );
    await Promise.all([both("a", "b"), both("b", "a")]);
    assert.ok(runs > 2);
  });

  async function openDatabaseWithPatience(run: (patient: Database) => Promise<void>): Promise<void> {
    const patient = openDatabase(test.url, { max: 1 });
    await run(patient).finally(patient.close);
  }

  it("sees in every statement of a transaction what was committed before that statement", async () => {
    const seen = await database.transaction(async (tx) => {
      const count = async () => (await tx.select().from(claims).where(eq(claims.value, "late"))).length;
      const earlier = await count();
      await database.query((db) => db.insert(claims).values({ value: "late", userId: newIds().userId }));
      return [earlier, await count()];
    });
    assert.deepEqual(seen, [0, 1]);
  });

  it("leaves nothing of a transaction that throws", async () => {
    const failure = new Error("no");
    const call = database.transaction(async (tx) => {
      await tx.insert(claims).values({ value: "never", userId: newIds().userId });
      throw failure;
    });
    assert.equal(await reasonOfCall(call), failure);
    assert.equal((await database.query((db) => db.select().from(claims).where(eq(claims.value, "never")))).length, 0);
  });

  it("gives up a statement that takes too long, as a passing failure", async () => {
    assert.equal(
      await reasonOfCall(database.query((db) => db.execute(sql`select pg_sleep(3)`))),
      "SERVICE_UNAVAILABLE",
    );
  });

  it("answers SERVICE_UNAVAILABLE while the server is away, and works again by itself", async () => {
    const away = openDatabase("postgres://nobody:x@127.0.0.1:1/none");
    assert.equal(await reasonOfCall(away.ping()), "SERVICE_UNAVAILABLE");
    await away.close();
    const killed = database.query((db) => db.execute(sql`select pg_terminate_backend(pg_backend_pid())`));
    assert.equal(await reasonOfCall(killed), "SERVICE_UNAVAILABLE");
    assert.equal(await reasonOfCall(database.ping()), "answered");
  });
});
