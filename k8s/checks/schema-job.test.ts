import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";

const folders = ["../base/temporal/schema", "../components/cassandra"].map((path) => join(import.meta.dirname, path));
const secrets = { superuser: ["flock_superuser", "superuser-word"], store: ["temporal", "role-word"] };

// As the real one: it notes every statement in its log, and can not log in where `refused` names the user.
const tool = `#!/bin/sh
echo "$CASSANDRA_USER: $*" >> "$LOG"
if grep -qx "$CASSANDRA_USER" "$REFUSED"; then echo "no user $CASSANDRA_USER" >&2; exit 1; fi
while [ $# -gt 0 ]; do if [ "$1" = --schema-file ]; then cat "$2" | tee -a "$LOG" >&2; fi; shift; done
[ ! -e "$BROKEN" ] || { echo "the store is broken" >&2; exit 1; }
`;

describe("the Job that makes Temporal's store", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-schema-job-"));
  const at = (path: string) => join(dir, path);
  const env = {
    PATH: `${dir}:${process.env.PATH}`,
    LOG: at("log"),
    REFUSED: at("refused"),
    BROKEN: at("broken"),
    STORE_HOSTS: "store",
    STORE_SERVER_NAME: "store",
    STORE_DATACENTER: "dc1",
    STORE_REPLICATION_FACTOR: "3",
    STORE_KEYSPACE_OPTIONS: "and tablets = {'enabled':false}",
  };
  const run = (script: string) => spawnSync("sh", [at(`schema/${script}`)], { env, encoding: "utf8" });
  const log = () => readFileSync(at("log"), "utf8");

  before(() => {
    for (const folder of ["schema", "tmp"]) mkdirSync(at(folder));
    for (const folder of folders)
      for (const file of readdirSync(folder).filter((name) => name.endsWith(".sh"))) {
        const text = readFileSync(join(folder, file), "utf8");
        writeFileSync(at(`schema/${file}`), text.replaceAll(/(?<=[\s=])\/(run|tmp|schema)\//g, `${dir}/$1/`));
      }
    for (const [name, [username = "", password = ""]] of Object.entries(secrets)) {
      mkdirSync(at(`run/secrets/${name}`), { recursive: true });
      writeFileSync(at(`run/secrets/${name}/username`), username);
      writeFileSync(at(`run/secrets/${name}/password`), password);
    }
    writeFileSync(at("temporal-cassandra-tool"), tool, { mode: 0o755 });
  });
  beforeEach(() => {
    writeFileSync(at("log"), "");
    writeFileSync(at("refused"), "");
    rmSync(at("broken"), { force: true });
  });
  after(() => rmSync(dir, { recursive: true }));

  it("makes the keyspace with vnodes and a copy per rack, a role that reads and writes, and then the tables", () => {
    assert.equal(run("store.sh").status, 0);
    assert.match(log(), /'NetworkTopologyStrategy','dc1':3\} and tablets = \{'enabled':false\}/);
    assert.match(log(), /alter role temporal with password = 'role-word' and login = true and superuser = false;/);
    assert.deepEqual(log().match(/grant .*/g), [
      "grant select on keyspace temporal to temporal;",
      "grant modify on keyspace temporal to temporal;",
    ]);
    assert.match(log(), /setup-schema --version 0\.0\n.*update-schema .*versioned\n$/);
  });

  it("logs no password, also when a statement fails, and leaves none behind", () => {
    const good = run("store.sh");
    writeFileSync(at("broken"), "");
    const bad = run("store.sh");
    assert.equal(bad.status, 1);
    assert.match(bad.stderr, /the store is broken/);
    for (const text of [good.stderr, good.stdout, bad.stderr, bad.stdout]) assert.doesNotMatch(text, /-word/);
    assert.deepEqual(readdirSync(at("tmp")), []);
  });

  it("takes Cassandra's own superuser once, to make ours, and shuts it out", () => {
    writeFileSync(at("refused"), "flock_superuser\n");
    assert.equal(run("superuser.sh").status, 1);
    assert.match(
      log(),
      /^cassandra: [\s\S]*create role if not exists flock_superuser with password = 'superuser-word'/m,
    );
    writeFileSync(at("refused"), "cassandra\n");
    writeFileSync(at("log"), "");
    assert.equal(run("superuser.sh").status, 0);
    assert.doesNotMatch(log(), /^cassandra:/m);
    assert.match(log(), /alter role cassandra with login = false and superuser = false;/);
  });
});
