import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { openSql, type Sql } from "../test/sql.ts";

const services = { auth: "users", profile: "profiles" } as const;

for (const service of ["auth", "profile"] as const) {
  describe(`the app role of ${service}`, () => {
    let database: TestDatabase;
    let app: Sql;
    before(async () => {
      database = await testDatabase(service);
      app = openSql(database.url);
    });
    after(async () => {
      await app.end();
      await database.drop();
    });
    const refused = (statement: string, sql = app) => assert.rejects(sql.run(statement), { code: "42501" }, statement);

    it("changes no table and makes none", async () => {
      const table = services[service];
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
      await refused("delete from registration_ledger");
      await refused("update schema_migrations set checksum = ''");
      await refused("delete from schema_migrations");
      if (service === "auth") await refused("delete from password_schemes");
    });

    it("reads and writes what the service needs", async () => {
      const table = services[service];
      for (const name of [table, "registration_ledger", `${service === "auth" ? "email" : "username"}_claims`]) {
        await app.run(`select * from ${name}`);
      }
      await app.run("select name from schema_migrations");
    });

    it("can not become its owner, nor make roles or databases, nor read the server's files", async () => {
      await refused(`set role ${service}_owner`);
      await refused("create role mine");
      await refused("create database mine");
      await refused("select pg_read_file('postgresql.conf')");
    });

    it("is not let into the other service's database", async () => {
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
