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

  it("notes in the cluster what it was deployed from", async () => {
    const noted = ["get", "configmap", "-n", "flock", "flock-deployed", "-o", "jsonpath={.data}"];
    const { output } = await cluster.kubectl(noted);
    assert.deepEqual(JSON.parse(output), { overlay: "small/", have: "cert-manager", operators: "" });
  });

  it("changes nothing when all is done", async () => {
    const kinds = "secrets,configmaps,jobs,deployments,clusters.postgresql.cnpg.io,certificates,namespaces";
    const before = await versions(cluster.kubectl, kinds);
    const { ok, output } = await cluster.deploySh(["deploy"], { UNTIL: "extras", HAVE: undefined });
    assert.ok(ok, output);
    assert.equal(await versions(cluster.kubectl, kinds), before);
    assert.doesNotMatch(output, /made /);
  });
});
