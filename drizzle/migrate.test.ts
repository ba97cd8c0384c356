import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { sql } from "drizzle-orm";
import { withConnection } from "../kit/connection.ts";
import { type Database, openDatabase } from "../kit/db.ts";
import { ConfigError } from "../kit/env.ts";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { migrate } from "./migrate.ts";
import { requireMigrations } from "./require-migrations.ts";

describe("migrate", () => {
  let database: TestDatabase;
  let dir: string;
  let app: Database;
  beforeEach(async () => {
    database = await testDatabase("auth", { empty: true });
    dir = await mkdtemp(join(tmpdir(), "flock-migrations-"));
    app = openDatabase(database.url, { max: 1 });
    await write("0001_sheep.sql", "create table sheep (id int); grant select on schema_migrations to auth_app");
    await write("0003_goats.sql", "create table goats (id int)");
  });
  afterEach(async () => {
    await app.close();
    await database.drop();
    await rm(dir, { recursive: true });
  });
  const write = (name: string, text: string) => writeFile(join(dir, name), text);
  const run = (said: object[] = []) =>
    migrate({ url: database.ownerUrl, dir, log: { info: (line: object) => void said.push(line) } });
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => "accepted",
      (error) => (error instanceof ConfigError ? error.message : error),
    );
  const exists = async (table: string) => {
    const { rows } = await app.query((db) => db.execute(sql`select to_regclass(${table}) is not null as so`));
    return rows[0]?.so;
  };
  const start = () => refusal(requireMigrations(app, "auth", dir));

  it("applies every file once, in the order of their names, and says how long each took", async () => {
    const said: object[] = [];
    assert.deepEqual(await run(said), ["0001_sheep.sql", "0003_goats.sql"]);
    assert.deepEqual(await run(), []);
    assert.equal(said.filter((line) => "elapsed_ms" in line).length, 2);
  });

  it("refuses a file that was changed after it was applied", async () => {
    await run();
    await write("0001_sheep.sql", "create table sheep (id bigint)");
    assert.match(await refusal(run()), /^0001_sheep.sql was changed/);
  });

  it("refuses a new file that sorts before an applied one, and applies none of the others", async () => {
    await run();
    await write("0002_skipped.sql", "create table skipped (id int)");
    await write("0004_fine.sql", "create table fine (id int)");
    assert.match(await refusal(run()), /^0002_skipped.sql sorts before 0003_goats.sql/);
    assert.equal(await exists("fine"), false);
  });

  it("refuses a folder from which an applied file is gone, or in which two have one number", async () => {
    await run();
    await rm(join(dir, "0001_sheep.sql"));
    assert.match(await refusal(run()), /^0001_sheep.sql is applied, but its file is gone/);
    await write("0003_another.sql", "");
    assert.match(await refusal(run()), /needs a number of its own/);
  });

  it("leaves nothing of a file that fails, and says which and why", async () => {
    await write("0004_broken.sql", "create table half (id int); select no_such_column from sheep");
    assert.match(await refusal(run()), /^0004_broken.sql failed and left nothing behind: .*no_such_column/);
    assert.equal(await exists("half"), false);
    await write("0004_broken.sql", "create table whole (id int)");
    assert.deepEqual(await run(), ["0004_broken.sql"]);
  });

  it("gives up when a table stays locked, instead of holding up everybody behind it", async () => {
    await run();
    await write("0004_wait.sql", "alter table sheep add column name text");
    await withConnection(database.ownerUrl, async (owner) => {
      await owner.query("begin; select from sheep");
      assert.match(await refusal(run()), /^0004_wait.sql failed .*lock timeout/);
    });
  });

  it("lets two migrators at once do the work once", async () => {
    await write("0004_slow.sql", "select pg_sleep(0.3); create table slow (id int)");
    const done = await Promise.all([run(), run(), run()]);
    assert.deepEqual(done.map(({ length }) => length).sort(), [0, 0, 3]);
  });

  it("keeps a service from an older database, and lets it work with a newer one", async () => {
    assert.match(
      await start(),
      /^the auth database is older .* lacks 0001_sheep.sql, 0003_goats.sql; run `node drizzle\/main.ts auth`/,
    );
    await run();
    assert.equal(await start(), "accepted");
    await write("0004_next.sql", "create table next (id int)");
    assert.match(await start(), /it lacks 0004_next.sql;/);
    await run();
    await rm(join(dir, "0004_next.sql"));
    assert.equal(await start(), "accepted");
    assert.deepEqual(await run(), []);
  });
});
