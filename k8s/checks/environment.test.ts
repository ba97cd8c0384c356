import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { authEnv } from "../../auth-service/config.ts";
import { databases, services } from "../../dev/stack-ports.ts";
import { entryOf, environmentFindings, variablesOf } from "./environment.ts";
import type { Container, EnvVar } from "./pod-spec.ts";
import { type Manifest, ofKind, overlays, type Pod, podsOf, rendered, specOf } from "./rendered.ts";

const ours = (manifests: Manifest[]) =>
  podsOf(manifests).flatMap((pod) => pod.spec.containers.filter(entryOf).map((container) => ({ pod, container })));
const seconds = (text: string) => Number(/shutdownForceTime: "(\d+)s"/.exec(text)?.[1]);
const workerSeconds = seconds(readFileSync(join(import.meta.dirname, "../../orchestrator/temporal/worker.ts"), "utf8"));

for (const overlay of overlays) {
  const manifests = rendered(overlay);
  const all = ours(manifests);

  describe(`the variables of ${overlay}`, () => {
    it("are what every process needs, in a form that it takes, and nothing that it does not read", () => {
      assert.equal(all.length, services.length + databases.length);
      assert.deepEqual(
        all.flatMap(({ pod, container }) => environmentFindings(pod, container, manifests)),
        [],
      );
    });

    it("give auth-service four more threads than hashes", () => {
      const { HASH_CONCURRENCY: hashes, UV_THREADPOOL_SIZE: threads } = authVariables(manifests);
      assert.equal(Number(threads), Number(hashes) + 4);
    });

    it("let calls and the worker end before a pod is killed", () => {
      assert.ok(workerSeconds > 0);
      const defaults = authEnv.shape.SHUTDOWN_DEADLINE_MS.parse(undefined);
      for (const { pod, container } of all.filter(({ pod }) => pod.owner.startsWith("Deployment"))) {
        const { SHUTDOWN_GRACE_MS: grace, SHUTDOWN_DEADLINE_MS: deadline = defaults } = variablesOf(
          container,
          pod.namespace,
          manifests,
        );
        const needed = (Number(grace) + Number(deadline)) / 1000 + workerSeconds + 5;
        assert.ok((pod.spec.terminationGracePeriodSeconds ?? 30) > needed, pod.owner);
      }
    });

    it("hold no more connections than the database has, with every replica that there may be", () => {
      for (const service of databases) {
        const { metadata, ...cluster } = named(manifests, "Cluster", `${service}-db`);
        const { parameters = {} } = specOf<{ postgresql: { parameters?: Record<string, string> } }>({
          ...cluster,
          metadata,
        }).postgresql;
        const pool = authEnv.shape.DATABASE_POOL_SIZE.parse(undefined);
        const [scaler] = ofKind(manifests, "HorizontalPodAutoscaler").filter(
          ({ metadata: { name } }) => name === `${service}-service`,
        );
        const replicas = scaler ? specOf<{ maxReplicas: number }>(scaler).maxReplicas : 1;
        const reserved = 20; // the operator's own, superusers, a migration
        assert.ok((replicas + 1) * pool + reserved <= Number(parameters.max_connections ?? 100), service);
      }
    });
  });
}

describe("the rules for variables", () => {
  const manifests = rendered("kind");
  const broken = (change: (container: Container, env: EnvVar[]) => unknown) => {
    const { pod, container } = structuredClone(
      ours(manifests).find(({ pod }) => pod.owner.endsWith("/auth-service")),
    ) as {
      pod: Pod;
      container: Container;
    };
    change(container, container.env ?? []);
    return environmentFindings(pod, container, manifests);
  };
  const without = (name: string) => (container: Container, env: EnvVar[]) =>
    Object.assign(container, { env: env.filter((variable) => variable.name !== name) });
  const owner = "Deployment flock/auth-service";

  it("refuse a variable that is missing, unknown, or not what the process takes", () => {
    assert.deepEqual(broken(without("SEALING_KEYS_FILE")), [
      `${owner} SEALING_KEYS: is required (or its file, by the same name with _FILE)`,
    ]);
    assert.deepEqual(
      broken((_, env) => env.push({ name: "HASHES", value: "2" })),
      [`${owner} sets HASHES, which nothing reads`],
    );
    assert.match(broken((_, env) => env.push({ name: "BCRYPT_COST", value: "low" })).join(), /BCRYPT_COST: must be/);
  });

  it("refuse the path of a file that no Secret puts there", () => {
    const elsewhere = broken((container) => Object.assign(container, { volumeMounts: [] }));
    assert.ok(elsewhere.includes(`${owner} sets TLS_KEY_FILE to /run/tls/tls.key, where nothing is`));
  });
});

const named = (manifests: Manifest[], kind: string, name: string) =>
  ofKind(manifests, kind).find(({ metadata }) => metadata.name === name) as Manifest;

function authVariables(manifests: Manifest[]): Record<string, string> {
  const found = ours(manifests).find(({ container }) => entryOf(container) === "auth-service/main.ts");
  assert.ok(found);
  return variablesOf(found.container, found.pod.namespace, manifests);
}
