import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { services } from "../../dev/stack-ports.ts";
import { issuerFindings, referenceFindings } from "./references.ts";
import { type Manifest, nameOf, ofKind, overlays, rendered, specOf } from "./rendered.ts";
import { selectorFindings } from "./selectors.ts";

const stages = [
  "namespaces",
  "policies",
  "certificates",
  "databases",
  "temporal-schema",
  "temporal",
  "temporal-namespace",
  "migrations",
  "services",
  "edge",
  "extras",
];

const stageFindings = (manifests: Manifest[]) =>
  manifests
    .filter(({ metadata }) => !stages.includes(metadata.labels?.["flock-stage"] ?? ""))
    .map((object) => `${nameOf(object)} is in no stage`);

for (const overlay of overlays) {
  const manifests = rendered(overlay);

  describe(`the objects of ${overlay}`, () => {
    it("belong to a stage of the deployment, and to Flock", () => {
      assert.deepEqual(stageFindings(manifests), []);
      const foreign = manifests.filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/part-of"] !== "flock");
      assert.deepEqual(foreign.map(nameOf), []);
    });

    it("find the pods that they are for", () => {
      assert.deepEqual(selectorFindings(manifests), []);
    });

    it("refer to Secrets and ConfigMaps that somebody makes, and to keys in them", () => {
      assert.deepEqual(referenceFindings(manifests), []);
      assert.deepEqual(issuerFindings(manifests), []);
    });

    it("leave the number of replicas to the autoscaler where there is one", () => {
      const named = ({ metadata }: Manifest) => metadata.name;
      const scaled = ofKind(manifests, "HorizontalPodAutoscaler").map(named);
      const fixed = ofKind(manifests, "Deployment").filter((object) => specOf<{ replicas?: number }>(object).replicas);
      assert.deepEqual(
        fixed.map(named).filter((name) => scaled.includes(name)),
        [],
      );
      const ours = [...services].sort();
      assert.deepEqual(
        [...scaled, ...fixed.map(named)].filter((name) => ours.some((own) => own === name)).sort(),
        ours,
      );
    });
  });
}

describe("the rules for objects", () => {
  const broken = (kind: string, name: string, change: (spec: Record<string, unknown>) => unknown) => {
    const manifests = rendered("production");
    change(specOf(ofKind(manifests, kind).find(({ metadata }) => metadata.name === name) as Manifest));
    return manifests;
  };

  it("refuse selectors that pick nothing", () => {
    const wrong = (spec: Record<string, unknown>) =>
      Object.assign(spec, { selector: { "app.kubernetes.io/name": "x" } });
    assert.deepEqual(selectorFindings(broken("Service", "auth-service", wrong)), [
      "Service flock/auth-service picks nothing",
    ]);
    const budget = (spec: Record<string, unknown>) => Object.assign(spec, { selector: { matchLabels: { x: "y" } } });
    const autoscaler = (spec: Record<string, unknown>) =>
      Object.assign(spec, { scaleTargetRef: { kind: "Deployment", name: "x" } });
    assert.deepEqual(
      [
        ...selectorFindings(broken("PodDisruptionBudget", "auth-service", budget)),
        ...selectorFindings(broken("Deployment", "auth-service", budget)),
        ...selectorFindings(broken("HorizontalPodAutoscaler", "auth-service", autoscaler)),
      ],
      [
        "PodDisruptionBudget flock/auth-service picks the wrong thing",
        "Deployment flock/auth-service picks the wrong thing",
        "HorizontalPodAutoscaler flock/auth-service picks the wrong thing",
      ],
    );
  });

  it("refuse a Service that leads to a port that is not open", () => {
    const port = (spec: Record<string, unknown>) => Object.assign(spec, { ports: [{ port: 1, targetPort: "http" }] });
    const findings = ["Service flock/auth-service: Deployment flock/auth-service opens no http"];
    assert.deepEqual(selectorFindings(broken("Service", "auth-service", port)), findings);
  });

  it("refuse references to what nobody makes", () => {
    const manifests = rendered("production").filter(
      ({ kind, metadata }) =>
        !(kind === "ConfigMap" && metadata.name.startsWith("flock-config")) && kind !== "Certificate",
    );
    const findings = referenceFindings(manifests).map((finding) => finding.replace(/-[a-z0-9]{10}$/, ""));
    assert.deepEqual(
      findings.filter((finding) => /auth-service |Gateway/.test(finding)),
      [
        "Deployment flock/auth-service needs ConfigMap flock/flock-config",
        "Deployment flock/auth-service needs Secret flock/auth-service-tls",
        "Gateway flock/flock needs Secret flock/gateway-tls",
      ],
    );
    const role = broken("DatabaseRole", "auth-app", (spec) => Object.assign(spec, { passwordSecret: { name: "x" } }));
    assert.deepEqual(referenceFindings(role), [
      "DatabaseRole flock/auth-app needs Secret flock/x with username",
      "DatabaseRole flock/auth-app needs Secret flock/x with password",
    ]);
    const issuer = (spec: Record<string, unknown>) => Object.assign(spec, { issuerRef: { name: "x" } });
    assert.deepEqual(issuerFindings(broken("Certificate", "gateway", issuer)), [
      "Certificate flock/gateway has nobody to sign",
    ]);
  });

  it("refuse an object without a stage, or with one that does not exist", () => {
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", labels: { "flock-stage": "later" } } };
    assert.deepEqual(stageFindings([object]), ["ConfigMap /x is in no stage"]);
  });
});
