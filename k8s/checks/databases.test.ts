import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getTableConfig } from "drizzle-orm/pg-core";
import { escapeIdentifier, escapeLiteral } from "pg";
import { type PostgresServer, startPostgres } from "../../dev/postgres.ts";
import { databases } from "../../dev/stack-ports.ts";
import { migrate } from "../../drizzle/migrate.ts";
import { migrationsOf } from "../../drizzle/migrations.ts";
import { withConnection } from "../../kit/connection.ts";
import { tablesOf } from "../../test/tables.ts";
import { type Manifest, nameOf, ofKind, overlays, rendered, specOf } from "./rendered.ts";

type Initdb = { database: string; owner: string; postInitSQL: string[]; postInitApplicationSQL: string[] };
type Synchronous = { number: number; dataDurability: string };
type Cluster = {
  instances: number;
  bootstrap: { initdb: Initdb };
  postgresql: { pg_hba?: string[]; synchronous?: Synchronous };
};
type Role = { name: string; cluster: { name: string }; login: boolean; passwordSecret: { name: string } } & Attributes;
type Attributes = Record<"superuser" | "createdb" | "createrole" | "replication" | "bypassrls", boolean>;

const clustersOf = (manifests: Manifest[]) =>
  ofKind(manifests, "Cluster").filter(({ metadata }) => metadata.namespace === "flock");

for (const overlay of overlays) {
  const manifests = rendered(overlay);

  describe(`the databases of ${overlay}`, () => {
    it("take no connection without TLS", () => {
      for (const cluster of clustersOf(manifests)) {
        const { pg_hba: rules = [] } = specOf<Cluster>(cluster).postgresql;
        assert.equal(rules[0], "hostnossl all all all reject", nameOf(cluster));
      }
    });

    it("give each service a role that may do nothing but log in", () => {
      const roles = ofKind(manifests, "DatabaseRole").map((role) => specOf<Role>(role));
      assert.deepEqual(roles.map(({ name }) => name).sort(), databases.map((name) => `${name}_app`).sort());
      for (const { name, login, superuser, createdb, createrole, replication, bypassrls } of roles) {
        assert.deepEqual(
          [login, superuser, createdb, createrole, replication, bypassrls].map(Number),
          [1, 0, 0, 0, 0, 0],
          name,
        );
      }
    });
  });
}

describe("the databases of production", () => {
  const manifests = rendered("production");

  it("acknowledge what two of three machines have", () => {
    for (const cluster of clustersOf(manifests)) {
      const { instances, postgresql } = specOf<Cluster>(cluster);
      assert.equal(instances, 3, nameOf(cluster));
      assert.deepEqual(postgresql.synchronous, { method: "any", number: 1, dataDurability: "required" });
    }
  });

  it("are backed up every night, at a time with seconds, into a store that is there", () => {
    type Plugin = { name: string; isWALArchiver: boolean; parameters: { barmanObjectName: string } };
    const stores = ofKind(manifests, "ObjectStore").map(({ metadata }) => metadata.name);
    const schedules = ofKind(manifests, "ScheduledBackup").map((object) =>
      specOf<{ schedule: string; cluster: { name: string }; method: string }>(object),
    );
    for (const cluster of clustersOf(manifests)) {
      const [plugin] = specOf<{ plugins: Plugin[] }>(cluster).plugins;
      assert.ok(plugin?.isWALArchiver && stores.includes(plugin.parameters.barmanObjectName), nameOf(cluster));
      const own = schedules.filter(({ cluster: { name } }) => name === cluster.metadata.name);
      assert.match(own.map(({ schedule }) => schedule).join(), /^0 0 [2-5] \* \* \*$/);
      assert.deepEqual(
        own.map(({ method }) => method),
        ["plugin"],
      );
    }
  });
});

/** Does what the operator does with a Cluster and its DatabaseRole, in its order. Passwords are the superuser's. */
async function bootstrap(server: PostgresServer, cluster: Cluster, role: Role): Promise<void> {
  const { database, owner, postInitSQL, postInitApplicationSQL } = cluster.bootstrap.initdb;
  const password = escapeLiteral(new URL(server.adminUrl).password);
  const run = (url: string, statements: string[]) =>
    withConnection(url, async (connection) => {
      for (const statement of statements) await connection.query(statement);
    });
  await run(server.adminUrl, [`create role ${escapeIdentifier(owner)} login password ${password}`, ...postInitSQL]);
  await run(server.adminUrl, [`create database ${escapeIdentifier(database)} owner ${escapeIdentifier(owner)}`]);
  const inside = new URL(server.adminUrl);
  inside.pathname = database;
  await run(inside.href, postInitApplicationSQL);
  await run(server.adminUrl, [`alter role ${escapeIdentifier(role.name)} login password ${password}`]);
}

describe("a database that is made by these manifests", () => {
  const manifests = rendered("kind");
  let dir: string;
  let server: PostgresServer;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "flock-cluster-"));
    server = await startPostgres({ dir, port: 0, settings: { fsync: "off" } });
    for (const cluster of clustersOf(manifests)) {
      const role = ofKind(manifests, "DatabaseRole").map((object) => specOf<Role>(object));
      const own = role.find(({ cluster: { name } }) => name === cluster.metadata.name);
      assert.ok(own, nameOf(cluster));
      await bootstrap(server, specOf<Cluster>(cluster), own);
    }
  });
  after(async () => {
    await server.stop();
    await rm(dir, { recursive: true });
  });
  const urlOf = (user: string, database: string) =>
    server.url({ user, database, password: new URL(server.adminUrl).password });
  const ask = (user: string, database: string, statement: string) =>
    withConnection(urlOf(user, database), (connection) => connection.query(statement));

  it("takes the migrations from its owner, and then its service", async () => {
    for (const service of databases) {
      const [first] = await tablesOf(service);
      assert.ok(first);
      const table = getTableConfig(first).name;
      await migrate({ url: urlOf(`${service}_owner`, service), dir: migrationsOf(service), log: { info() {} } });
      assert.equal((await ask(`${service}_app`, service, `select * from ${table}`)).rowCount, 0);
      await assert.rejects(ask(`${service}_app`, service, `drop table ${table}`), { code: "42501" });
    }
  });

  it("lets no other service in", async () => {
    const pairs = databases.flatMap((name) => databases.map((other) => ({ name, other })));
    for (const { name, other } of pairs.filter((pair) => pair.name !== pair.other)) {
      await assert.rejects(ask(`${name}_app`, other, "select 1"), { code: "42501" }, `${name} in ${other}`);
      await assert.rejects(ask(`${name}_owner`, other, "select 1"), { code: "42501" }, `${name} in ${other}`);
    }
  });
});
