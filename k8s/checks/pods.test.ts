import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { databases, services } from "../../dev/stack-ports.ts";
import { imageFindings, podFindings } from "./pod-rules.ts";
import { type Container, containersOf, type PodSpec } from "./pod-spec.ts";
import { ofKind, overlays, type Pod, podsOf, rendered, specOf } from "./rendered.ts";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
const isAuthority = ({ key }: { key: string }) => key === "ca.crt";
const isFlock = ({ image }: Container) => /(^|\/)flock[:@]/.test(image);

for (const overlay of overlays) {
  const manifests = rendered(overlay);
  const pods = podsOf(manifests);

  describe(`the pods of ${overlay}`, () => {
    it("are restricted, but for ScyllaDB's namespace", () => {
      assert.ok(pods.length > 0);
      assert.deepEqual(pods.filter(({ namespace }) => namespace !== "scylla").flatMap(podFindings), []);
    });

    it("run images that are the same tomorrow", () => {
      const databases = ofKind(manifests, "Cluster").map((cluster) => specOf<{ imageName: string }>(cluster).imageName);
      const images = pods.flatMap(({ spec }) => containersOf(spec)).map(({ image }) => image);
      assert.deepEqual([...images, ...databases].flatMap(imageFindings), []);
    });

    it("run this version of Flock", () => {
      const flock = pods.flatMap(({ spec }) => containersOf(spec)).filter(isFlock);
      assert.equal(flock.length, services.length + databases.length);
      assert.deepEqual([...new Set(flock.map(({ image }) => image.split(":").at(-1)))], [version]);
    });

    it("hold secrets as files that change with their Secret", () => {
      const flock = pods.filter(({ spec }) => spec.containers.some(isFlock)).flatMap(({ spec }) => containersOf(spec));
      const fixed = flock.flatMap(({ volumeMounts = [] }) => volumeMounts.filter(({ subPath }) => subPath));
      const variables = flock.flatMap(({ env = [] }) => env.filter(({ valueFrom }) => valueFrom?.secretKeyRef));
      assert.deepEqual([fixed, variables], [[], []]);
    });

    it("let nobody else in the pod read a secret", () => {
      const volumes = pods.flatMap(({ owner, spec }) =>
        (spec.volumes ?? []).map((volume) => ({ owner, spec, volume })),
      );
      const secrets = volumes.filter(({ volume: { secret } }) => secret && !secret.items?.every(isAuthority));
      assert.ok(secrets.length > 0);
      const open = secrets.filter(
        ({ spec: { securityContext }, volume: { secret } }) =>
          secret?.defaultMode !== 0o440 || securityContext?.fsGroup !== securityContext?.runAsGroup,
      );
      assert.deepEqual(
        open.map(({ owner, volume }) => `${owner} ${volume.name}`),
        [],
      );
    });
  });
}

describe("the rules for pods", () => {
  const good = podsOf(rendered("kind")).find(({ owner }) => owner === "Deployment flock/auth-service");
  const broken = (change: (spec: PodSpec, container: Container) => unknown): string[] => {
    const { spec, ...pod } = structuredClone(good as Pod);
    change(spec, spec.containers[0] as Container);
    return podFindings({ ...pod, spec });
  };
  const owner = "Deployment flock/auth-service";

  it("refuse each way of being less than restricted", () => {
    const own = (container: Container) => container.securityContext ?? {};
    const cases: [string, Parameters<typeof broken>[0]][] = [
      [`${owner} shares a namespace of its node`, (spec) => Object.assign(spec, { hostPID: true })],
      [`${owner} mounts a folder of its node`, (spec) => spec.volumes?.push({ name: "x", hostPath: { path: "/" } })],
      [`${owner} has a token for the Kubernetes API`, (spec) => delete spec.automountServiceAccountToken],
      [`${owner} app may run as root`, (_, app) => Object.assign(own(app), { runAsUser: 0 })],
      [`${owner} app may run as root`, (spec) => delete spec.securityContext?.runAsNonRoot],
      [`${owner} app has no seccomp profile`, (spec) => delete spec.securityContext?.seccompProfile],
      [`${owner} app is privileged`, (_, app) => Object.assign(own(app), { privileged: true })],
      [`${owner} app may gain privileges`, (_, app) => delete own(app).allowPrivilegeEscalation],
      [`${owner} app can write to its root`, (_, app) => delete own(app).readOnlyRootFilesystem],
      [`${owner} app keeps capabilities`, (_, app) => delete own(app).capabilities],
      [`${owner} app adds capabilities`, (_, app) => Object.assign(own(app).capabilities ?? {}, { add: ["SYS_NICE"] })],
      [`${owner} app takes a port of its node`, (_, app) => app.ports?.push({ containerPort: 1, hostPort: 1 })],
      [`${owner} app asks for no CPU`, (_, app) => delete app.resources?.requests?.cpu],
      [
        `${owner} app is throttled by a limit of CPU`,
        (_, app) => Object.assign(app.resources?.limits ?? {}, { cpu: 1 }),
      ],
      [
        `${owner} app may be killed for memory that it was promised`,
        (_, app) => Object.assign(app.resources?.requests ?? {}, { memory: "1Mi" }),
      ],
    ];
    for (const [finding, change] of cases) assert.deepEqual(broken(change), [finding]);
  });

  it("refuse an image that may be another one tomorrow", () => {
    for (const image of ["flock", "flock:latest", "localhost:5000/flock"])
      assert.deepEqual(imageFindings(image), [`${image} is not pinned`]);
    for (const image of ["flock:0.1.0", `localhost:5000/flock@sha256:${"a".repeat(64)}`])
      assert.deepEqual(imageFindings(image), []);
  });
});
