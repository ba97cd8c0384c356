import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changed, put } from "./changed.ts";
import { exposureFindings } from "./exposure.ts";
import { type Manifest, overlays, rendered } from "./rendered.ts";

for (const overlay of overlays)
  describe(`the ways into ${overlay}`, () => {
    it("are the ones that are known, inside of the cluster and outside", () => {
      assert.deepEqual(exposureFindings(rendered(overlay)), []);
    });
  });

describe("the rules for ways in", () => {
  const broken = (name: string, change: (object: Manifest) => unknown) =>
    exposureFindings(changed("production", name, change));

  it("refuse a kind that nobody has looked at", () => {
    for (const kind of ["GRPCRoute", "TCPRoute", "Ingress", "ReferenceGrant", "ClusterRoleBinding", "DaemonSet"]) {
      const more = { apiVersion: "v1", kind, metadata: { namespace: "flock", name: "more" } };
      assert.deepEqual(exposureFindings([...rendered("kind"), more]), [`${kind} flock/more is of no known kind`]);
    }
  });

  it("refuse another port, one for administration, and a Service that leads out of the cluster", () => {
    const service = "Service flock/auth-service";
    const ports = (...more: object[]) => [{ name: "https", port: 8081, targetPort: "https" }, ...more];
    assert.deepEqual(broken(service, put("spec.ports.0.port", 443)), [
      `${service} has https 443 to https`,
      `${service} lacks https 8081 to https`,
    ]);
    assert.deepEqual(broken(service, put("spec.ports", ports({ name: "admin", port: 9081 }))), [
      `${service} has admin 9081 to 9081`,
    ]);
    for (const type of ["NodePort", "LoadBalancer", "ExternalName"])
      assert.deepEqual(broken(service, put("spec.type", type)), [
        `${service} has ${type}`,
        `${service} lacks ClusterIP`,
      ]);
    assert.deepEqual(broken(service, put("spec.externalIPs", ["192.0.2.1"])), [`${service} has address 192.0.2.1`]);
  });

  it("refuse a Service that is not known", () => {
    const copy = broken("Service flock/auth-service", put("metadata.name", "more"));
    assert.ok(copy.includes("Service flock/more has https 8081 to https"));
  });

  it("refuse a namespace that lets its pods do anything", () => {
    const label = "pod-security.kubernetes.io/enforce";
    for (const [name, profile] of Object.entries({ flock: "privileged", temporal: "baseline" })) {
      const found = broken(`Namespace /${name}`, ({ metadata: { labels = {} } }) =>
        Object.assign(labels, { [label]: profile }),
      );
      assert.deepEqual(found, [`Namespace /${name} has ${profile}`, `Namespace /${name} lacks restricted`]);
    }
  });

  it("refuse a listener without TLS, or for anybody's routes", () => {
    const listener = "spec.listeners.0";
    assert.match(broken("Gateway flock/flock", put(`${listener}.protocol`, "HTTP")).join(), /has HTTP 443 for Same/);
    assert.match(
      broken("Gateway flock/flock", put(`${listener}.allowedRoutes.namespaces.from`, "All")).join(),
      /has HTTPS 443 for All/,
    );
  });
});
