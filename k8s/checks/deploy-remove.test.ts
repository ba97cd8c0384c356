import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { allSecrets, versions } from "./testing/secrets.ts";
import { type SmallCluster, startSmallCluster } from "./testing/small-cluster.ts";

describe("make undeploy and make destroy", () => {
  const empty = mkdtempSync(join(tmpdir(), "flock-empty-"));
  let cluster: SmallCluster;

  before(async () => {
    cluster = await startSmallCluster();
    const { ok, output } = await cluster.deploySh(["deploy"], { UNTIL: "extras" });
    assert.ok(ok, output);
  });
  after(async () => {
    await cluster.stop();
    rmSync(empty, { recursive: true });
  });

  it("takes Flock away and keeps data and secrets", async () => {
    const secrets = await allSecrets(cluster.kubectl);
    const { ok, output } = await cluster.deploySh(["undeploy"]);
    assert.ok(ok, output);
    assert.doesNotMatch(await versions(cluster.kubectl, "deployments,jobs"), /service|orchestrator|migrate|temporal/);
    assert.match(await versions(cluster.kubectl, "clusters.postgresql.cnpg.io"), /auth-db/);
    assert.deepEqual(await allSecrets(cluster.kubectl), secrets);
  });

  it("deletes nothing where a file of an operator can not be had, and says how it goes without", async () => {
    const before = await versions(cluster.kubectl, "namespaces,clusters.postgresql.cnpg.io,certificates");
    const offline = { DATA: "yes", XDG_CACHE_HOME: empty, https_proxy: "http://127.0.0.1:1", no_proxy: "127.0.0.1" };
    const { ok, output } = await cluster.deploySh(["destroy"], offline);
    assert.ok(!ok);
    assert.match(
      output,
      /can not fetch .*\n.*cloudnative-pg-1\.30\.1\.yaml, and repeat\nnothing was deleted; OPERATORS=/,
    );
    assert.doesNotMatch(output, /No such file/);
    assert.equal(await versions(cluster.kubectl, "namespaces,clusters.postgresql.cnpg.io,certificates"), before);
  });

  it("destroys data only for somebody who says so, and no operator that somebody else uses", async () => {
    const refused = await cluster.deploySh(["destroy"]);
    assert.ok(!refused.ok);
    assert.match(refused.output, /repeat with DATA=yes/);
    await cluster.kubectl(["create", "-n", "default", "-f", "-"], JSON.stringify(theirs));
    const { ok, output } = await cluster.deploySh(["destroy"], { DATA: "yes" });
    assert.ok(ok, output);
    assert.doesNotMatch(output, /operators are still there/);
    assert.match(output, /cloudnative-pg stays, somebody uses it: Cluster\/default\/theirs/);
    assert.match(await versions(cluster.kubectl, "clusters.postgresql.cnpg.io"), /^Cluster\/theirs \d+\n$/);
    assert.doesNotMatch(await versions(cluster.kubectl, "namespaces"), /flock|temporal|scylla/);
  });

  it("destroys what is left the next time", async () => {
    await cluster.kubectl(["delete", "cluster.postgresql.cnpg.io", "-n", "default", "theirs"]);
    // HAVE is forgotten: cert-manager is in the cluster all the same, and was not brought by deploy.sh.
    const { ok, output } = await cluster.deploySh(["destroy"], { DATA: "yes", HAVE: "" });
    assert.ok(ok, output);
    assert.match(output, /cert-manager stays, it is not from here/);
    const definitions = await versions(cluster.kubectl, "crd");
    assert.doesNotMatch(definitions, /cnpg/);
    assert.match(definitions, /certificates\.cert-manager\.io/);
  });
});

const theirs = {
  apiVersion: "postgresql.cnpg.io/v1",
  kind: "Cluster",
  metadata: { name: "theirs" },
  spec: { instances: 1, storage: { size: "1Gi" } },
};
