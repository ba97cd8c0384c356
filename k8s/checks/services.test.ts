import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { services } from "../../dev/stack-ports.ts";
import type { PodSpec } from "./pod-spec.ts";
import { type Manifest, nameOf, ofKind, overlays, rendered, specOf } from "./rendered.ts";

type Deployment = {
  strategy?: { rollingUpdate?: { maxUnavailable?: number } };
  template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
};

const deploymentsOf = (manifests: Manifest[]) =>
  ofKind(manifests, "Deployment").filter(({ metadata }) => metadata.namespace === "flock");

/** What would make an upgrade, or the loss of a node, noticed by people. */
function serviceFindings(manifest: Manifest): string[] {
  const { strategy, template } = specOf<Deployment>(manifest);
  const { topologySpreadConstraints: spread = [], containers } = template.spec;
  const name = template.metadata.labels["app.kubernetes.io/name"];
  const own = spread.filter(({ labelSelector }) => labelSelector?.matchLabels?.["app.kubernetes.io/name"] === name);
  const over = own.map(({ topologyKey }) => topologyKey);
  const [probes] = containers.map(({ startupProbe, livenessProbe, readinessProbe }) =>
    [startupProbe, livenessProbe, readinessProbe].map((probe) => `${probe?.httpGet?.port}${probe?.httpGet?.path}`),
  );
  const faults = {
    "takes a pod away before its successor is ready": strategy?.rollingUpdate?.maxUnavailable !== 0,
    "may run on one node alone": !over.includes("kubernetes.io/hostname"),
    "may run in one zone alone": !over.includes("topology.kubernetes.io/zone"),
    "is not probed as it should be": probes?.join() !== "admin/livez,admin/livez,admin/readyz",
  };
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [`${nameOf(manifest)} ${fault}`] : []));
}

for (const overlay of overlays) {
  describe(`the services of ${overlay}`, () => {
    const deployments = deploymentsOf(rendered(overlay));

    it("survive an upgrade and the loss of a node or a zone", () => {
      assert.equal(deployments.length, services.length);
      assert.deepEqual(deployments.flatMap(serviceFindings), []);
    });
  });
}

describe("the services of production", () => {
  it("keep one pod of each while nodes are drained", () => {
    const manifests = rendered("production");
    const budgets = ofKind(manifests, "PodDisruptionBudget").filter(({ metadata }) => metadata.namespace === "flock");
    assert.equal(budgets.length, services.length);
    for (const budget of budgets)
      assert.equal(specOf<{ minAvailable: number }>(budget).minAvailable, 1, nameOf(budget));
    const scalers = ofKind(manifests, "HorizontalPodAutoscaler").map((scaler) =>
      specOf<{ minReplicas: number }>(scaler),
    );
    for (const { minReplicas } of scalers) assert.ok(minReplicas >= 2);
  });
});

describe("the rules for services", () => {
  it("refuse each of these faults", () => {
    const faults: [string, (deployment: Deployment) => unknown][] = [
      ["takes a pod away before its successor is ready", (deployment) => delete deployment.strategy],
      ["may run on one node alone", ({ template: { spec } }) => spec.topologySpreadConstraints?.shift()],
      ["may run in one zone alone", ({ template: { spec } }) => spec.topologySpreadConstraints?.pop()],
      ["is not probed as it should be", ({ template: { spec } }) => delete spec.containers[0]?.readinessProbe],
    ];
    for (const [fault, breakIt] of faults) {
      const [deployment] = deploymentsOf(rendered("kind"));
      assert.ok(deployment);
      breakIt(specOf<Deployment>(deployment));
      assert.deepEqual(serviceFindings(deployment), [`${nameOf(deployment)} ${fault}`]);
    }
  });
});
