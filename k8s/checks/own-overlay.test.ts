import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { databases, services } from "../../dev/stack-ports.ts";
import { conformer } from "../tools/conform.ts";
import { type Manifest as Any, textOf } from "../tools/objects.ts";
import { type Manifest, nameOf, ofKind, rendered, specOf } from "./rendered.ts";
import { blockOf, ownOverlay } from "./testing/own-overlay.ts";

const MANUAL = "docs/deploy.md";
const copy = blockOf(MANUAL, "cp -r production mine");
const faults = await conformer({ env: process.env, say: () => {} });
const conforms = async (objects: Manifest[]) => assert.deepEqual(await faults(textOf(objects as unknown as Any[])), []);

type Plugin = { name: string; isWALArchiver?: boolean; parameters: { barmanObjectName: string; serverName?: string } };
type Recovery = {
  source: string;
  database: string;
  owner: string;
  secret: { name: string };
  recoveryTarget: { targetTime: string };
};
type Cluster = {
  bootstrap: { initdb?: object; recovery?: Recovery };
  externalClusters?: { name: string; plugin: Plugin }[];
  plugins: Plugin[];
};

describe("an overlay that is made by the manual", () => {
  let own: ReturnType<typeof ownOverlay>;
  beforeEach(() => {
    own = ownOverlay();
  });
  afterEach(() => own.remove());

  it("begins as what production is", async () => {
    own.sh(copy);
    assert.deepEqual(await own.objects(), rendered("production"));
  });

  it("lets another gateway in", async () => {
    own.sh(copy);
    own.patch(blockOf(MANUAL, "value: gateways"));
    const policies = ofKind(await own.objects(), "NetworkPolicy").map((policy) => JSON.stringify(policy));
    assert.equal(policies.filter((policy) => policy.includes('"gateways"')).length, services.length);
    assert.equal(policies.filter((policy) => policy.includes("envoy-gateway-system")).length, 0);
  });

  it("has Cassandra in ScyllaDB's place, and nothing left that looks for ScyllaDB", async () => {
    const [, commands = ""] =
      /^([\s\S]*?)^make deploy/m.exec(blockOf("k8s/components/cassandra/README.md", "cp -r")) ?? [];
    own.sh(commands);
    const objects = await own.objects();
    assert.ok(objects.some((object) => nameOf(object) === "StatefulSet temporal/cassandra"));
    const left = objects.filter(({ apiVersion, kind }) => apiVersion.startsWith("scylla") || kind === "ServiceMonitor");
    const alerts = ofKind(objects, "PrometheusRule").filter((rule) =>
      JSON.stringify(rule).includes('job=\\"scylla\\"'),
    );
    assert.deepEqual([...left, ...alerts].map(nameOf), []);
    await conforms(objects);
  });

  it("restores every database from its archive, to one moment, and archives elsewhere", async () => {
    const manual = "k8s/components/backup/README.md";
    own.sh(copy);
    const before = clusters(await own.objects());
    own.write("restore-auth.yaml", blockOf(manual, "recovery:"));
    own.sh(blockOf(manual, "for database in"), "k8s/overlays/mine");
    own.patch(databases.map((name) => `  - path: restore-${name}.yaml\n`).join(""));
    const objects = await own.objects();
    for (const [name, cluster] of clusters(objects)) restores(name, cluster, before.get(name) as Cluster);
    const moments = [...clusters(objects).values()].map(
      ({ bootstrap }) => bootstrap.recovery?.recoveryTarget.targetTime,
    );
    assert.equal(new Set(moments).size, 1);
    await conforms(objects);
  });
});

const clusters = (objects: Manifest[]) =>
  new Map(
    ofKind(objects, "Cluster")
      .filter(({ metadata }) => metadata.namespace === "flock")
      .map((object) => [object.metadata.name, specOf<Cluster>(object)] as const),
  );

// A merge would leave both ways to begin, and a list that is replaced would lose what its entries had.
function restores(name: string, { bootstrap, externalClusters, plugins }: Cluster, before: Cluster): void {
  assert.deepEqual(Object.keys(bootstrap), ["recovery"], name);
  const { source, database, owner, secret } = bootstrap.recovery as Recovery;
  assert.deepEqual({ database, owner, secret }, pick(before.bootstrap.initdb as Recovery));
  const [origin, ...others] = externalClusters ?? [];
  assert.deepEqual([origin?.name, others], [source, []]);
  const [plugin] = before.plugins as [Plugin];
  const at = (serverName: string) => ({ ...plugin.parameters, serverName });
  assert.deepEqual(origin?.plugin, { name: plugin.name, parameters: at(name) });
  assert.deepEqual(plugins, [{ ...plugin, parameters: at(`${name}-2`) }]);
}

const pick = ({ database, owner, secret }: Recovery) => ({ database, owner, secret });
