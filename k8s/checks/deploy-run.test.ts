import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { databases, services } from "../../dev/stack-ports.ts";
import { acceptedCaller, parseAccepted, parseCredential } from "../../kit/credentials.ts";
import { parseKeyring } from "../../kit/keyring.ts";
import { allSecrets, secret, versions } from "./testing/secrets.ts";
import { type SmallCluster, startSmallCluster } from "./testing/small-cluster.ts";

const keyrings = [
  ["auth-service-secrets", "PASSWORD_PEPPERS"],
  ["auth-service-secrets", "SEALING_KEYS"],
  ["auth-service-secrets", "KEY_ENCRYPTION_KEYS"],
  ["orchestrator-secrets", "CODEC_KEYS"],
] as const;

const isOperated = (service: string) => ["auth-service", "orchestrator"].includes(service);

describe("deploy.sh against a real API server", () => {
  let cluster: SmallCluster;
  let first: { ok: boolean; output: string };

  before(async () => {
    cluster = await startSmallCluster();
    first = await cluster.deploySh(["deploy"], { UNTIL: "extras" });
  });
  after(() => cluster.stop());

  const value = (name: string, key: string) => secret(cluster.kubectl, name, key);

  it("goes through its stages in their order, and stops where it is told to", () => {
    assert.ok(first.ok, first.output);
    const stages = [...first.output.matchAll(/^\[ *\d+\/15\] ([a-z-]+)/gm)].map(([, name]) => name);
    const databases = ["preflight", "image", "namespaces", "operators", "certificates", "secrets", "databases"];
    const temporal = ["temporal-schema", "temporal", "temporal-namespace"];
    assert.deepEqual(stages, [...databases, ...temporal, "migrations", "services", "edge", "extras"]);
  });

  it("makes keys that the services can read, no two alike", async () => {
    const rings = await Promise.all(keyrings.map(([name, key]) => value(name, key)));
    assert.deepEqual(
      rings.map((ring) => parseKeyring(ring).writer.id),
      ["k1", "k1", "k1", "k1"],
    );
    assert.equal(new Set(rings).size, rings.length);
  });

  it("makes credentials that exactly the callees accept", async () => {
    const orchestrator = parseCredential(await value("orchestrator-secrets", "SERVICE_CREDENTIAL"));
    const operator = parseCredential(await value("operator-credential", "OPERATOR_CREDENTIAL"));
    for (const service of services) {
      const accepted = parseAccepted(await value(`${service}-secrets`, "ACCEPTED_CREDENTIALS"));
      assert.equal(acceptedCaller(accepted, orchestrator), "orchestrator");
      assert.equal(acceptedCaller(accepted, operator), isOperated(service) ? "operator" : undefined);
    }
  });

  it("makes logins of the databases whose URL asks for a checked certificate", async () => {
    const logins = databases.flatMap((name) => [
      [`${name}-db-owner`, `${name}_owner`] as const,
      [`${name}-db-runtime`, `${name}_app`] as const,
    ]);
    for (const [name, user] of logins) {
      const url = new URL(await value(name, "url"));
      assert.deepEqual([await value(name, "username"), url.username], [user, user]);
      assert.equal(url.password, await value(name, "password"));
      assert.equal(url.host, `${name.split("-")[0]}-db-rw.flock.svc:5432`);
      assert.equal(url.search, "?sslmode=verify-full&sslrootcert=/run/database-ca/ca.crt");
    }
  });

  it("prints no secret", async () => {
    const values = Object.entries(await allSecrets(cluster.kubectl)).filter(([id]) => !/username|crt$/.test(id));
    assert.ok(values.length > 15);
    for (const [id, text] of values) assert.ok(!first.output.includes(text), id);
  });

  it("changes nothing when all is done", async () => {
    const kinds = "secrets,configmaps,jobs,deployments,clusters.postgresql.cnpg.io,certificates,namespaces";
    const before = await versions(cluster.kubectl, kinds);
    const { ok, output } = await cluster.deploySh(["deploy"], { UNTIL: "extras" });
    assert.ok(ok, output);
    assert.equal(await versions(cluster.kubectl, kinds), before);
    assert.doesNotMatch(output, /made /);
  });

  it("makes again what follows from other secrets", async () => {
    const accepted = await value("profile-service-secrets", "ACCEPTED_CREDENTIALS");
    await cluster.kubectl(["delete", "secret", "-n", "flock", "profile-service-secrets"]);
    assert.ok((await cluster.deploySh(["deploy"], { UNTIL: "secrets" })).ok);
    assert.equal(await value("profile-service-secrets", "ACCEPTED_CREDENTIALS"), accepted);
  });

  it("completes a Secret that holds a part, and leaves that part", async () => {
    const password = await value("auth-db-owner", "password");
    const url = await value("auth-db-owner", "url");
    await cluster.kubectl(["patch", "secret", "-n", "flock", "auth-db-owner", "-p", '{"data": {"url": null}}']);
    assert.ok((await cluster.deploySh(["deploy"], { UNTIL: "secrets" })).ok);
    assert.deepEqual([await value("auth-db-owner", "password"), await value("auth-db-owner", "url")], [password, url]);
  });

  it("refuses to replace a key that is lost, and goes on when it is back", async () => {
    const ring = await value("auth-service-secrets", "SEALING_KEYS");
    const patch = (data: string | null) => ["-p", JSON.stringify({ stringData: data && { SEALING_KEYS: data } })];
    const args = ["patch", "secret", "-n", "flock", "auth-service-secrets"];
    await cluster.kubectl([...args, "-p", '{"data": {"SEALING_KEYS": null}}']);
    const { ok, output } = await cluster.deploySh(["deploy"], { UNTIL: "secrets" });
    assert.ok(!ok);
    assert.match(output, /auth-service-secrets has lost SEALING_KEYS.*bring it back/);
    await cluster.kubectl([...args, ...patch(ring)]);
    assert.ok((await cluster.deploySh(["deploy"], { UNTIL: "secrets" })).ok);
  });

  it("shows why a job failed, and runs it anew the next time", async () => {
    const job = "auth-migrate-0-2-0";
    cluster.standIn.failing.add(job);
    const failed = await cluster.deploySh(["deploy"], { UNTIL: "migrations", IMAGE: "localhost/flock:0.2.0" });
    assert.ok(!failed.ok);
    assert.match(failed.output, /job auth-migrate-0-2-0 has failed\nstage migrations failed/);
    assert.match(failed.output, /--- job\/auth-migrate-0-2-0 in flock\nNAME/);
    cluster.standIn.failing.delete(job);
    const again = await cluster.deploySh(["deploy"], { UNTIL: "migrations", IMAGE: "localhost/flock:0.2.0" });
    assert.ok(again.ok, again.output);
    assert.match(again.output, /job auth-migrate-0-2-0: made anew/);
  });

  it("takes Flock away and keeps data and secrets", async () => {
    const secrets = await allSecrets(cluster.kubectl);
    const { ok, output } = await cluster.deploySh(["undeploy"]);
    assert.ok(ok, output);
    assert.doesNotMatch(await versions(cluster.kubectl, "deployments,jobs"), /service|orchestrator|migrate|temporal/);
    assert.match(await versions(cluster.kubectl, "clusters.postgresql.cnpg.io"), /auth-db/);
    assert.deepEqual(await allSecrets(cluster.kubectl), secrets);
  });

  it("destroys data only for somebody who says so, and no operator that somebody else uses", async () => {
    const refused = await cluster.deploySh(["destroy"]);
    assert.ok(!refused.ok);
    assert.match(refused.output, /repeat with DATA=yes/);
    await cluster.kubectl(["create", "-n", "default", "-f", "-"], JSON.stringify(theirs));
    const { ok, output } = await cluster.deploySh(["destroy"], { DATA: "yes" });
    assert.ok(ok, output);
    assert.match(output, /cloudnative-pg stays, somebody uses it: Cluster\/default\/theirs/);
    assert.match(await versions(cluster.kubectl, "clusters.postgresql.cnpg.io"), /^Cluster\/theirs \d+\n$/);
    assert.doesNotMatch(await versions(cluster.kubectl, "namespaces"), /flock|temporal|scylla/);
  });

  it("destroys what is left the next time", async () => {
    await cluster.kubectl(["delete", "cluster.postgresql.cnpg.io", "-n", "default", "theirs"]);
    const { ok, output } = await cluster.deploySh(["destroy"], { DATA: "yes" });
    assert.ok(ok, output);
    assert.doesNotMatch(await versions(cluster.kubectl, "crd"), /cnpg/);
  });
});

const theirs = {
  apiVersion: "postgresql.cnpg.io/v1",
  kind: "Cluster",
  metadata: { name: "theirs" },
  spec: { instances: 1, storage: { size: "1Gi" } },
};
