import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { getTableConfig } from "drizzle-orm/pg-core";
import { databases } from "../dev/stack-ports.ts";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { openSql, type Sql } from "../test/sql.ts";
import { tablesOf } from "../test/tables.ts";

for (const service of databases) {
  describe(`the app role of ${service}`, () => {
    let database: TestDatabase;
    let app: Sql;
    let tables: string[];
    let table: string;
    before(async () => {
      tables = (await tablesOf(service)).map((each) => getTableConfig(each).name);
      table = tables[0] ?? "";
      database = await testDatabase(service);
      app = openSql(database.url);
    });
    after(async () => {
      await app.end();
      await database.drop();
    });
    const refused = (statement: string, sql = app) => assert.rejects(sql.run(statement), { code: "42501" }, statement);

    it("changes no table and makes none", async () => {
      await refused(`alter table ${table} add column x int`);
      await refused(`drop table ${table}`);
      await refused(`truncate ${table}`);
      await refused(`create index on ${table} (created_at)`);
      await refused("create table mine (id int)");
      await refused("create temporary table mine (id int)");
      await refused("create schema mine");
      await refused("create function f() returns int language sql as 'select 1'");
      await refused(`alter table ${table} disable trigger all`);
    });

    it("forgets no registration and rewrites no history of migrations", async () => {
      if (tables.includes("registration_ledger")) await refused("delete from registration_ledger");
      await refused("update schema_migrations set checksum = ''");
      await refused("delete from schema_migrations");
      if (service === "auth") await refused("delete from password_schemes");
    });

    it("reads and writes what the service needs", async () => {
      assert.ok(tables.length > 0);
      for (const name of tables) await app.run(`select * from ${name}`);
      await app.run("select name from schema_migrations");
    });

    it("can not become its owner, nor make roles or databases, nor read the server's files", async () => {
      await refused(`set role ${service}_owner`);
      await refused("create role mine");
      await refused("create database mine");
      await refused("select pg_read_file('postgresql.conf')");
    });

    it("is not let into another service's database", async () => {
      const other = await testDatabase(service === "auth" ? "profile" : "auth");
      const url = new URL(database.url);
      url.port = new URL(other.url).port;
      url.password = new URL(other.url).password;
      url.pathname = other.name;
      const stranger = openSql(url.href);
      await refused("select 1", stranger);
      await stranger.end();
      await other.drop();
    });
  });
}
