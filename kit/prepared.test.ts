import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { eq, sql } from "drizzle-orm";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { newIds } from "../test/ids.ts";
import { claimsTable } from "./claims.ts";
import { type Database, openDatabase, type Queryable } from "./db.ts";
import { prepared } from "./prepared.ts";
import { reasonOf } from "./problem.ts";

const claims = claimsTable("email_claims", 255);

describe("a prepared statement", () => {
  let [test, database]: [TestDatabase?, Database?] = [];
  let built = 0;
  const find = prepared("find_claim", (db) => {
    built += 1;
    return db
      .select({ value: claims.value, createdAt: claims.createdAt })
      .from(claims)
      .where(eq(claims.value, sql.placeholder("value")));
  });
  const open = () => database ?? assert.fail();
  before(async () => {
    test = await testDatabase("auth");
    database = openDatabase(test.url, { max: 2 });
    const userId = newIds().userId;
    await database.query((db) => db.insert(claims).values(["a", "b"].map((value) => ({ value, userId }))));
  });
  after(async () => {
    await database?.close();
    await test?.drop();
  });

  const valuesOf = async (db: Queryable, value: string) => (await find(db, { value })).map((row) => row.value);
  const plans = async (db: Queryable) =>
    (await db.execute(sql`select from pg_prepared_statements where name = 'find_claim'`)).rows.length;

  it("is built and planned once for each connection, in a transaction or not, and answers what each call asks", async () => {
    const onOne = async (db: Queryable) => {
      assert.deepEqual([await valuesOf(db, "a"), await valuesOf(db, "b"), await valuesOf(db, "c")], [["a"], ["b"], []]);
      assert.equal(await plans(db), 1);
    };
    const onBoth = () => open().query((first) => Promise.all([onOne(first), open().transaction(onOne)]));
    await onBoth();
    await onBoth();
    assert.equal(built, 2);
  });

  it("gives the types of its columns", async () => {
    const [row] = await open().query((db) => find(db, { value: "a" }));
    assert.ok(row?.createdAt instanceof Date);
  });

  it("works on after a transaction in which it was first used has failed", async () => {
    const failure = new Error("no");
    const again = prepared("find_claim_again", (db) =>
      db
        .select({ value: claims.value })
        .from(claims)
        .where(eq(claims.value, sql.placeholder("value"))),
    );
    const failing = open().transaction(async (tx) => {
      await again(tx, { value: "a" });
      throw failure;
    });
    await assert.rejects(failing, failure);
    for (let use = 0; use < 3; use++)
      assert.deepEqual(await open().query((db) => again(db, { value: "a" })), [{ value: "a" }]);
  });

  it("fails once for each connection when a migration changes a column's type, and in a transaction not at all", async () => {
    const one = openDatabase(test?.url ?? "", { max: 1 });
    const owner = openDatabase(test?.ownerUrl ?? "", { max: 1 });
    const changeTo = (type: string) =>
      owner.query((db) => db.execute(sql.raw(`alter table email_claims alter column value type ${type}`)));
    const ask = () => one.query((db) => valuesOf(db, "a"));
    await ask();
    await changeTo("varchar(300)");
    await assert.rejects(ask(), (error) => reasonOf(error) === "SERVICE_UNAVAILABLE");
    assert.deepEqual(await ask(), ["a"]);
    await changeTo("varchar(320)");
    assert.deepEqual(await one.transaction((tx) => valuesOf(tx, "a")), ["a"]);
    await Promise.all([one.close(), owner.close()]);
  });
});
