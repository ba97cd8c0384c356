import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changed, put } from "./changed.ts";
import { type Manifest, nameOf, ofKind, overlays, rendered } from "./rendered.ts";
import { clusterFindings, temporalFindings } from "./temporal-rules.ts";

for (const overlay of overlays)
  describe(`Temporal and the databases of ${overlay}`, () => {
    it("know each other by certificates, and the store by the copies that it keeps", () => {
      assert.deepEqual(temporalFindings(overlay, rendered(overlay)), []);
    });

    it("take TLS only, and lose nothing that was acknowledged", () => {
      assert.deepEqual(clusterFindings(overlay, rendered(overlay)), []);
    });
  });

describe("the rules for Temporal", () => {
  const manifests = rendered("production");
  const config = nameOf(
    ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name.startsWith("temporal-config-")) as Manifest,
  );
  const text = (from: string | RegExp, to: string) =>
    temporalFindings(
      "production",
      changed("production", config, ({ data = {} }) => {
        const before = data["temporal.yaml"] ?? "";
        data["temporal.yaml"] = before.replace(from, to);
        assert.notEqual(data["temporal.yaml"], before, String(from));
      }),
    );

  it("refuse a door that asks for no certificate, and a client that looks at none", () => {
    assert.deepEqual(text("requireClientAuth: true", "requireClientAuth: false"), [
      "global.tls.internode.server.requireClientAuth is false, not true",
    ]);
    assert.deepEqual(text("enableHostVerification: true", "enableHostVerification: false"), [
      "persistence.datastores.default.cassandra.tls.enableHostVerification is false, not true",
    ]);
    assert.deepEqual(
      text("tls: { enabled: true, caFile: /run/visibility", "tls: { enabled: false, caFile: /run/visibility"),
      ["persistence.datastores.visibility.sql.tls.enabled is false, not true"],
    );
    assert.deepEqual(text(/(visibility-ca.*enableHostVerification): true/, "$1: false"), [
      "persistence.datastores.visibility.sql.tls.enableHostVerification is false, not true",
    ]);
    assert.match(text("[/run/frontend-tls/ca.crt]", "[]").join(), /frontend\.server\.clientCaFiles is \[\], not/);
  });

  it("refuse another database, and another number of shards", () => {
    assert.match(
      text("visibility-db-rw.temporal.svc:5432", "visibility-db-rw.flock.svc:5432").join(),
      /connectAddr is/,
    );
    assert.match(text("numHistoryShards: 512", "numHistoryShards: 4").join(), /numHistoryShards is 4, not 512/);
  });

  it("refuse tables that are made without TLS", () => {
    const open = changed("kind", "ConfigMap temporal/temporal-schema", put("data", { "cql.sh": "SQL_TLS=false" }));
    assert.ok(temporalFindings("kind", open).includes("temporal-schema says no SQL_TLS=true"));
  });

  it("refuse a keyspace that does not fit its store", () => {
    const cases = {
      STORE_REPLICATION_FACTOR: "1",
      STORE_DATACENTER: "dc2",
      STORE_KEYSPACE_OPTIONS: "and tablets = {'enabled':true}",
      STORE_HOSTS: "scylla.scylla.svc",
    };
    for (const [name, value] of Object.entries(cases)) {
      const broken = changed("production", "ConfigMap temporal/temporal-store", put(`data.${name}`, value));
      assert.match(temporalFindings("production", broken).join(), new RegExp(`^${name} is `));
    }
    const three = changed("kind", "ConfigMap temporal/temporal-store", put("data.STORE_REPLICATION_FACTOR", "3"));
    assert.deepEqual(temporalFindings("kind", three), ['STORE_REPLICATION_FACTOR is "3", not "1"']);
    const elsewhere = changed("kind", "ScyllaCluster scylla/temporal-scylla", put("spec.datacenter.name", "dc2"));
    const alone = changed(
      "production",
      "ScyllaCluster scylla/temporal-scylla",
      put("spec.datacenter.racks.1.members", 0),
    );
    assert.deepEqual(temporalFindings("production", alone), [
      "ScyllaCluster scylla/temporal-scylla has members in 2 racks",
    ]);
    assert.deepEqual(temporalFindings("kind", elsewhere), ['STORE_DATACENTER is "dc1", not "dc2"']);
  });
});

describe("the rules for databases", () => {
  it("refuse a connection without TLS, and an acknowledgement of one machine, in any namespace", () => {
    const paths = {
      "spec.postgresql.synchronous.dataDurability": "preferred",
      "spec.postgresql.synchronous": undefined,
      "spec.instances": 1,
      "spec.postgresql.pg_hba": ["host all all all scram-sha-256", "hostnossl all all all reject"],
    };
    for (const name of ["flock/auth-db", "flock/profile-db", "temporal/temporal-visibility-db"])
      for (const [path, value] of Object.entries(paths)) {
        const found = clusterFindings("production", changed("production", `Cluster ${name}`, put(path, value)));
        assert.equal(found.length, 1, `${name} ${path}: ${found}`);
        assert.ok(found[0]?.startsWith(`Cluster ${name}: ${path.split(".").slice(1, 3).join(".")} is`), found[0]);
      }
  });
});
