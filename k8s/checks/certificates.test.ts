import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { certificateFindings } from "./certificates.ts";
import { changed, put } from "./changed.ts";
import { overlays, rendered } from "./rendered.ts";

for (const overlay of overlays)
  describe(`the certificates of ${overlay}`, () => {
    it("are signed so that only Temporal's clients get into Temporal", () => {
      assert.deepEqual(certificateFindings(rendered(overlay)), []);
    });
  });

describe("the rules for certificates", () => {
  const broken = (name: string, path: string, value: unknown) =>
    certificateFindings(changed("production", `Certificate ${name}`, put(path, value)));

  it("refuse another authority's signature", () => {
    for (const service of ["auth-service", "profile-service", "orchestrator", "gateway"])
      assert.deepEqual(broken(`flock/${service}`, "spec.issuerRef.name", "temporal-ca"), [
        `flock/${service}-tls has issuer temporal-ca`,
        `flock/${service}-tls lacks issuer flock-ca`,
      ]);
    assert.deepEqual(broken("flock/orchestrator-temporal", "spec.issuerRef.name", "flock-ca"), [
      "flock/orchestrator-temporal-tls has issuer flock-ca",
      "flock/orchestrator-temporal-tls lacks issuer temporal-ca",
    ]);
  });

  it("refuse another name, another use, another certificate, and a certificate that may sign", () => {
    assert.match(broken("flock/auth-service", "spec.dnsNames.0", "x").join(), /lacks name auth-service\.flock\.svc/);
    assert.deepEqual(broken("flock/auth-service", "spec.usages", ["server auth", "client auth"]), [
      "flock/auth-service-tls has client auth",
    ]);
    assert.deepEqual(broken("flock/auth-service", "spec.isCA", true), ["flock/auth-service-tls has may sign"]);
    assert.match(broken("flock/auth-service", "spec.secretName", "x").join(), /flock\/x has issuer flock-ca/);
  });

  it("refuse one authority in the place of the other", () => {
    const swapped = changed("kind", "ClusterIssuer /flock-ca", put("spec.ca.secretName", "temporal-ca"));
    assert.deepEqual(certificateFindings(swapped), [
      "ClusterIssuer /flock-ca has temporal-ca",
      "ClusterIssuer /flock-ca lacks flock-ca",
    ]);
  });
});
