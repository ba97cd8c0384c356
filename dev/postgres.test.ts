import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { withConnection } from "../kit/connection.ts";
import { createDatabase } from "./databases.ts";
import { freePorts } from "./free-ports.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";

describe("the PostgreSQL of this machine", () => {
  let root: string;
  let dir: string;
  let port: number;
  let server: PostgresServer | undefined;
  beforeEach(async () => {
    // Private to this account, as a clone in root's home is: a server that runs as another one can not walk here.
    root = await mkdtemp(join(tmpdir(), "flock-postgres-test-"));
    await chmod(root, 0o700);
    dir = join(root, ".flock", "postgres");
    [port] = (await freePorts(1)) as [number];
  });
  afterEach(async () => {
    await server?.stop();
    await rm(root, { recursive: true });
  });
  const start = async (settings: Record<string, string> = { fsync: "off" }) => {
    server = await startPostgres({ dir, port, settings });
    return server;
  };
  const ask = async (url: string, statement: string) =>
    (await withConnection(url, (connection) => connection.query(statement))).rows;

  it("keeps its data through a stop, a kill -9 and a restart, below a private folder too", async () => {
    const first = await start({});
    await ask(first.adminUrl, "create table kept (id int)");
    process.kill(first.pid, "SIGKILL");
    const second = await start({});
    assert.notEqual(second.pid, first.pid);
    await ask(second.adminUrl, "insert into kept values (1)");
    await second.stop();
    assert.equal(existsSync(join(dir, "data", "postmaster.pid")), false);
    const third = await start({});
    assert.equal((await ask(third.adminUrl, "select * from kept")).length, 1);
  });

  it("is taken over when it already runs, and moves when another port is asked for", async () => {
    const first = await start();
    assert.equal((await start()).pid, first.pid);
    const [other] = (await freePorts(1)) as [number];
    port = other;
    assert.equal((await start()).port, other);
  });

  it("never runs as root, nor shows its password or its data to others", async () => {
    const { adminUrl } = await start();
    const data = statSync(join(dir, "data"));
    assert.notEqual(data.uid, 0);
    assert.equal(data.mode & 0o077, 0);
    assert.equal(statSync(join(dir, "password")).mode & 0o077, 0);
    const [socket] = await ask(adminUrl, "show unix_socket_directories");
    assert.equal(socket?.unix_socket_directories, "");
    const wrong = new URL(adminUrl);
    wrong.password = "wrong";
    await assert.rejects(ask(wrong.href, "select 1"), { code: "28P01" });
  });

  it("says in one sentence that its port is taken", async () => {
    const other = createServer().listen(port, "127.0.0.1");
    await assert.rejects(start(), { message: `port ${port} is taken by another program` });
    other.close();
  });

  it("forgets a pid file that a dead server left to somebody else's process", async () => {
    const first = await start();
    process.kill(first.pid, "SIGKILL");
    const file = join(dir, "data", "postmaster.pid");
    await writeFile(file, (await readFile(file, "utf8")).replace(/^\d+/, String(process.pid)));
    await ask((await start()).adminUrl, "select 1");
  });

  it("gets its databases and roles once, and new passwords as often as they are given", async () => {
    const { adminUrl, url } = await start();
    const make = (appPassword: string) =>
      createDatabase({ adminUrl, name: "auth", ownerPassword: "it's", appPassword });
    await make("one");
    await make("two");
    const login = (user: string, password: string) => ask(url({ user, password, database: "auth" }), "select 1");
    await login("auth_owner", "it's");
    await login("auth_app", "two");
    await assert.rejects(login("auth_app", "one"), { code: "28P01" });
    assert.doesNotMatch(await readFile(join(dir, "postgres.log"), "utf8"), /it's|alter role/i);
  });
});
