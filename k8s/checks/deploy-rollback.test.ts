import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { services } from "../../dev/stack-ports.ts";
import { type SmallCluster, startSmallCluster } from "./testing/small-cluster.ts";

const image = (version: number) => `localhost/flock:0.${version}.0`;

describe("make rollback", () => {
  let cluster: SmallCluster;

  before(async () => {
    cluster = await startSmallCluster();
    await cluster.kubectl(["create", "namespace", "flock"]);
    for (const service of services) {
      // Version 1, then version 2, which was restarted twice; the same number of revisions as of digits does not sort them.
      await create(deployment(service, image(2)));
      const uid = (await get(service, "{.metadata.uid}")) ?? "";
      for (const [revision, version] of [
        [8, 1],
        [9, 2],
        [10, 2],
      ] as const)
        await create(replicaSet(service, uid, revision, image(version)));
    }
  });
  after(() => cluster.stop());

  const create = async (object: object) => {
    const { ok, output } = await cluster.kubectl(["create", "-n", "flock", "-f", "-"], JSON.stringify(object));
    assert.ok(ok, output);
  };
  const get = async (service: string, path: string) =>
    (await cluster.kubectl(["get", "deployment", "-n", "flock", service, "-o", `jsonpath=${path}`])).output;
  const images = () =>
    Promise.all(services.map((service) => get(service, "{.spec.template.spec.containers[0].image}")));
  const set = (service: string, to: string) =>
    cluster.kubectl(["set", "image", "-n", "flock", `deployment/${service}`, `app=${to}`]);
  const rollback = (env: NodeJS.ProcessEnv = {}) => cluster.deploySh(["rollback"], { IMAGE: image(2), ...env });

  it("refuses an image of which a service knows no revision, and changes nothing", async () => {
    const { ok, output } = await rollback({ TO: image(7) });
    assert.ok(!ok);
    assert.match(
      output,
      /auth-service has no revision with localhost\/flock:0\.7\.0 any more, and nothing was changed/,
    );
    assert.deepEqual(
      await images(),
      services.map(() => image(2)),
    );
  });

  it("puts the image before this one back, however often the services were restarted since", async () => {
    const { ok, output } = await rollback();
    assert.ok(ok, output);
    assert.match(output, /the services run localhost\/flock:0\.1\.0;/);
    assert.deepEqual(
      await images(),
      services.map(() => image(1)),
    );
  });

  it("asks which image is meant where the services run different ones, and then brings all to it", async () => {
    await set("orchestrator", image(2));
    const { ok, output } = await rollback();
    assert.ok(!ok);
    assert.match(
      output,
      /different images \(localhost\/flock:0\.1\.0, localhost\/flock:0\.2\.0\): say which .* TO=IMAGE/,
    );
    const again = await rollback({ TO: image(1) });
    assert.ok(again.ok, again.output);
    assert.match(again.output, /auth-service runs localhost\/flock:0\.1\.0/);
    assert.deepEqual(
      await images(),
      services.map(() => image(1)),
    );
  });

  it("says so when no other image is known any more", async () => {
    await cluster.kubectl(["delete", "replicasets", "-n", "flock", "--all"]);
    const { ok, output } = await rollback();
    assert.ok(!ok);
    assert.match(output, /no revision has another image than localhost\/flock:0\.1\.0: make deploy IMAGE=/);
  });
});

const template = (name: string, image: string, revision: number) => ({
  metadata: { labels: { app: name }, annotations: { revision: `${revision}` } },
  spec: { containers: [{ name: "app", image }] },
});
const deployment = (name: string, image: string) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, annotations: { "deployment.kubernetes.io/revision": "10" } },
  spec: { selector: { matchLabels: { app: name } }, template: template(name, image, 10) },
});

/** What the controller of Deployments keeps of a revision. */
const replicaSet = (owner: string, uid: string, revision: number, image: string) => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: {
    name: `${owner}-${revision}`,
    labels: { app: owner },
    annotations: { "deployment.kubernetes.io/revision": `${revision}` },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: owner, uid, controller: true }],
  },
  spec: { replicas: 0, selector: { matchLabels: { app: owner } }, template: template(owner, image, revision) },
});
