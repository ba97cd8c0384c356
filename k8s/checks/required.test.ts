import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changed, put } from "./changed.ts";
import type { Container } from "./pod-spec.ts";
import { type Manifest, nameOf, ofKind, overlays, rendered, specOf } from "./rendered.ts";
import { requiredFindings } from "./required.ts";

for (const overlay of overlays)
  describe(`what the processes of ${overlay} are told`, () => {
    it("is where to listen and whom to call, over TLS, and no secret", () => {
      assert.deepEqual(requiredFindings(rendered(overlay)), []);
    });
  });

const containerOf = (object: Manifest) =>
  specOf<{ template: { spec: { containers: [Container] } } }>(object).template.spec.containers[0];

/** The findings when a variable has another value, or (undefined) is not there. */
const told = (owner: string, name: string, value?: string) =>
  requiredFindings(
    changed("kind", owner, (object) => {
      const container = containerOf(object);
      const others = (container.env ?? []).filter((variable) => variable.name !== name);
      container.env = value === undefined ? others : [...others, { name, value }];
    }),
  );

describe("the rules for what a process is told", () => {
  const orchestrator = "Deployment flock/orchestrator";

  it("refuse that it is not told", () => {
    const names = (
      "HOST AUTH_URL PROFILE_URL NODE_EXTRA_CA_CERTS TEMPORAL_ADDRESS TEMPORAL_NAMESPACE TEMPORAL_TLS_CLIENT_CERT_PATH " +
      "TEMPORAL_TLS_CLIENT_KEY_PATH TEMPORAL_TLS_SERVER_CA_CERT_PATH TEMPORAL_TLS_SERVER_NAME TLS_KEY_FILE"
    ).split(" ");
    for (const name of names) {
      const found = told(orchestrator, name);
      assert.equal(found.length, 1, name);
      assert.ok(found[0]?.startsWith(`${orchestrator} does not set ${name} to `), found[0]);
    }
  });

  it("refuse a port that is not the pod's", () => {
    assert.deepEqual(told("Deployment flock/auth-service", "PORT", "8090"), [
      "Deployment flock/auth-service listens on 8090, which is not its port https",
      "Deployment flock/auth-service listens on 9090, which is not its port admin",
    ]);
  });

  it("refuse an address where no Service is, and a namespace that no Job makes", () => {
    assert.ok(
      told(orchestrator, "AUTH_URL", "https://auth-service.flock.svc:8082").includes(
        `${orchestrator} sets AUTH_URL to https://auth-service.flock.svc:8082, where no Service is`,
      ),
    );
    const gone = rendered("kind").filter((object) => nameOf(object) !== "Service temporal/temporal-frontend");
    assert.deepEqual(
      requiredFindings(gone).map((finding) => finding.replace(/ to .*/, "")),
      [orchestrator, "Deployment temporal/temporal-ui"].map((owner) => `${owner} sets TEMPORAL_ADDRESS`),
    );
    const [job] = ofKind(rendered("kind"), "Job").filter(({ metadata }) => /namespace/.test(metadata.name));
    const other = changed("kind", nameOf(job as Manifest), (object) => {
      const container = containerOf(object);
      container.command = (container.command ?? []).map((word) =>
        word.replace("--namespace flock", "--namespace other"),
      );
    });
    assert.deepEqual(requiredFindings(other), ["the Job makes namespace other"]);
  });

  it("refuse a secret that everybody can read", () => {
    const map = nameOf(
      ofKind(rendered("kind"), "ConfigMap").find(({ metadata }) => /^flock-config/.test(metadata.name)) as Manifest,
    );
    assert.deepEqual(requiredFindings(changed("kind", map, put("data.SEALING_KEYS", "k1:x"))), [
      `${map} holds SEALING_KEYS for all to read`,
    ]);
    assert.deepEqual(told(orchestrator, "CODEC_KEYS", "k1:x"), [`${orchestrator} holds CODEC_KEYS for all to read`]);
  });
});
