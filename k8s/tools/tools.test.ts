import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { etcd } from "./etcd.ts";
import { kubeApiserver } from "./kube-apiserver.ts";
import { kubeconform } from "./kubeconform.ts";
import { isFitting, kubectl } from "./kubectl.ts";
import { moduleFor } from "./kubernetes-build.ts";
import { schemas } from "./schemas.ts";
import { KUBERNETES_VERSION } from "./versions.ts";

describe("finding the tools that check manifests", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-tools-"));
  const programs = join(dir, "bin");
  const cached = join(dir, "flock", `kubectl-${KUBERNETES_VERSION}`);
  const env = { PATH: programs, XDG_CACHE_HOME: dir };
  let said: string[];
  const options = { env, say: (line: string) => void said.push(line) };

  beforeEach(() => {
    said = [];
    for (const folder of [programs, join(dir, "flock")]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
  });
  after(() => rmSync(dir, { recursive: true }));

  const program = (path: string, prints = "") => {
    writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const kubectlOf = (gitVersion: string) =>
    program(join(programs, "kubectl"), JSON.stringify({ clientVersion: { gitVersion } }));

  it("takes the kubectl of the machine when it fits", async () => {
    program(cached);
    const own = kubectlOf("v1.35.2");
    assert.equal(await kubectl(options), own);
  });

  it("passes over a kubectl that is too old, and says so", async () => {
    kubectlOf("v1.32.4-dispatcher");
    program(cached);
    assert.equal(await kubectl(options), cached);
    assert.match(said.join("\n"), /kubectl is v1\.32\.4-dispatcher, wanted is 1\.34 to 1\.37: passed over/);
  });

  it("passes over a kubectl that does not tell its version", async () => {
    program(join(programs, "kubectl"), "Forbidden");
    program(cached);
    assert.equal(await kubectl(options), cached);
  });

  it("knows which versions of kubectl fit", () => {
    const fitting = ["v1.33.9", "v1.34.0", "v1.37.5", "v1.38.0-alpha.1", "v2.35.0", undefined].map(isFitting);
    assert.deepEqual(fitting, [false, true, true, false, false, false]);
  });

  for (const [name, tool] of Object.entries({ kubectl, kubeconform, kubeApiserver, schemas })) {
    it(`says in one sentence what to install when ${name} can not be made`, async () => {
      await assert.rejects(
        tool(options),
        /made from Go modules\. Go is not installed: install Go 1\.21 or newer \(\S+\)$/,
      );
    });
  }

  it("says in one sentence what to install when there is no etcd and no Debian", async () => {
    await assert.rejects(
      etcd(options),
      /^Error: there is no etcd here: put one into PATH \(on Debian: apt-get install etcd-server\)$/,
    );
  });

  it("takes the etcd of the machine", async () => {
    const own = program(join(programs, "etcd"));
    assert.equal(await etcd(options), own);
    assert.deepEqual(said, []);
  });
});

describe("building Kubernetes", () => {
  it("takes the published modules in place of the folders that its own module does not hold", () => {
    const goMod =
      "module k8s.io/kubernetes\n\ngo 1.26.0\n\nreplace (\n\tk8s.io/api => ./staging/src/k8s.io/api\n" +
      "\tk8s.io/kms => ./staging/src/k8s.io/kms\n\texample.com/a => example.com/b v1.0.0\n)\n";
    assert.deepEqual(moduleFor(goMod, "1.36.3").trim().split(/\n+/), [
      "module build",
      "go 1.26.0",
      "require k8s.io/kubernetes v1.36.3",
      "replace k8s.io/api => k8s.io/api v0.36.3",
      "replace k8s.io/kms => k8s.io/kms v0.36.3",
    ]);
  });
});
