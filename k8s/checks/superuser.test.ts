import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { parse } from "yaml";

const script = join(import.meta.dirname, "../deploy/scylla-superuser.sh");
const password = "pa$$word-_0";

// What the script calls: the functions of deploy.sh, and a kubectl that keeps in files what it is given.
const surroundings = `
secret_value() { case $3 in username) printf flock_superuser ;; password) printf %s '${password}' ;; esac; }
server_side=(--server-side)
kubectl() {
  printf '%s\\n' "$*" >> calls
  case "$1 $2" in
    "get configmap") if [[ -f config ]]; then echo configmap/scylladb-config; fi ;;
    "get secret") printf '{"kind":"Secret"}' ;;
    "create configmap") cat > config ;;
    "apply --server-side") cat > copy ;;
  esac
}`;

describe("the superuser of ScyllaDB", () => {
  const cwd = mkdtempSync(join(tmpdir(), "flock-superuser-"));
  const run = () =>
    execFileSync("bash", ["-euo", "pipefail", "-c", `${surroundings}\nsource ${script}\nscylla_superuser_config`], {
      cwd,
    });
  const read = (file: string) => readFileSync(join(cwd, file), "utf8");
  after(() => rmSync(cwd, { recursive: true }));

  it("is known to it by a salted hash of the password, and nobody else gets in", () => {
    run();
    const { auth_superuser_salted_password: hash, ...config } = parse(read("config"));
    const salt = hash.split("$")[2];
    const same = execFileSync("openssl", ["passwd", "-6", "-salt", salt, "-stdin"], {
      input: password,
      encoding: "utf8",
    });
    assert.equal(hash, same.trim());
    assert.deepEqual(config, {
      authenticator: "PasswordAuthenticator",
      authorizer: "CassandraAuthorizer",
      auth_superuser_name: "flock_superuser",
    });
  });

  it("is copied for the Job that makes Temporal's keyspace", () => {
    assert.equal(read("copy"), '{"kind":"Secret"}');
  });

  it("is made once: a second deployment leaves the hash as it is", () => {
    const before = read("config");
    run();
    assert.equal(read("config"), before);
  });

  it("has a password that is in no program's arguments and in no ConfigMap", () => {
    assert.ok(existsSync(join(cwd, "calls")));
    for (const file of ["calls", "config"]) assert.ok(!read(file).includes(password), file);
  });
});
