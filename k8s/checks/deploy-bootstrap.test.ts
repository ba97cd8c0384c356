import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { goModule } from "../tools/go-module.ts";
import { runScript } from "./testing/small-cluster.ts";

const bootstrap = join(import.meta.dirname, "../bootstrap");
const read = (name: string) => readFileSync(join(bootstrap, name), "utf8");
const operators = read("operators")
  .split("\n")
  .filter((line) => /^[a-z]/.test(line))
  .map((line) => line.split(/ +/));
const sums = new Map(
  read("SHA256SUMS")
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("  ").reverse() as [string, string]),
);
const sumOf = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");

describe("the operators that are installed", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-bootstrap-"));
  after(() => rmSync(dir, { recursive: true }));

  it("come over https, each from a release that its line names", () => {
    for (const [name = "", version = "", crd = "", deployments = "", url = "", ...more] of operators) {
      assert.match(url, /^https:\/\//, name);
      assert.ok(url.includes(version), `${name}: ${url}`);
      assert.match(crd, /^[a-z]+(\.[a-z0-9-]+)+$/, name);
      assert.match(deployments, /^(-|[a-z-]+\/[a-z-]+(,[a-z-]+\/[a-z-]+)*)$/, name);
      assert.deepEqual(more, [], name);
    }
  });

  it("have sums in the form of sha256sum, and none that is of nothing", () => {
    const files = operators.map(([name, version]) => `${name}-${version}.yaml`);
    for (const [file, sum] of sums) {
      assert.match(sum, /^[0-9a-f]{64}$/, file);
      assert.notEqual(sum, sumOf(""), file);
      assert.ok(files.includes(file), `${file} is no file of an operator`);
    }
  });

  it("are those whose Go modules hold the same files", async () => {
    const files = [
      [
        "cloudnative-pg-1.30.1.yaml",
        "github.com/cloudnative-pg/cloudnative-pg",
        "v1.30.1",
        "releases/cnpg-1.30.1.yaml",
      ],
      ...["pod-monitors podmonitors", "service-monitors servicemonitors", "prometheus-rules prometheusrules"].map(
        (pair) => {
          const [name, plural] = pair.split(" ");
          const path = `example/prometheus-operator-crd/monitoring.coreos.com_${plural}.yaml`;
          return [`${name}-0.93.0.yaml`, "github.com/prometheus-operator/prometheus-operator", "v0.93.0", path];
        },
      ),
    ];
    for (const [file = "", module = "", version = "", path = ""] of files) {
      const { folder } = await goModule(module, version, { dir, env: process.env });
      assert.equal(sums.get(file), sumOf(readFileSync(join(folder, path))), file);
    }
  });

  it("name their images by tags that do not move", async () => {
    const yaml = "image: docker.io/scylladb/scylla-operator:1.21\nvalue: docker.io/scylladb/scylla-operator:1.21\n";
    const file = join(dir, "operator.yaml");
    writeFileSync(file, yaml);
    const script = join(dir, "pinned.sh");
    writeFileSync(script, `k8s=k8s; source k8s/deploy/operators.sh; pinned scylla-operator 1.21.1 <${file}\n`);
    const { output } = await runScript(script, [], process.env);
    assert.equal(output, yaml.replaceAll(":1.21", ":1.21.1"));
  });
});

describe("make pin", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-pin-"));
  after(() => rmSync(dir, { recursive: true }));
  const SUMS = join(dir, "SHA256SUMS");
  const curl = 'for last; do :; done; while [ "$1" != --output ]; do shift; done; echo "$CONTENT of $last" >"$2"\n';
  writeFileSync(join(dir, "curl"), `#!/bin/sh\n${curl}`, { mode: 0o700 });
  writeFileSync(
    SUMS,
    [...sums]
      .slice(0, 2)
      .map(([file, sum]) => `${sum}  ${file}\n`)
      .join(""),
  );
  const env = { PATH: `${dir}:${process.env.PATH}`, HOME: dir, TMPDIR: dir, SUMS, CONTENT: "content" };

  it("fetches what nobody has seen, notes its sum, and keeps the sums that are known", async () => {
    const before = readFileSync(SUMS, "utf8");
    const { ok, output } = await runScript("k8s/deploy.sh", ["pin"], env);
    assert.ok(ok, output);
    const after = readFileSync(SUMS, "utf8");
    assert.ok(after.startsWith(before));
    assert.equal(after.trimEnd().split("\n").length, operators.length);
    const [, , , , url] = operators.find(([name]) => name === "cert-manager") ?? [];
    assert.ok(after.includes(`${sumOf(`content of ${url}\n`)}  cert-manager-1.21.1.yaml\n`));
  });

  it("notes nothing of what can not be fetched, goes on, and says where the files belong", async () => {
    const [cache, sums] = [join(dir, "offline"), join(dir, "offline-sums")];
    const offline = { ...env, PATH: `${join(dir, "none")}:${process.env.PATH}`, XDG_CACHE_HOME: cache, SUMS: sums };
    mkdirSync(join(dir, "none"));
    writeFileSync(join(dir, "none/curl"), "#!/bin/sh\nfor i in 1 2 3; do echo no host >&2; done\nexit 6\n", {
      mode: 0o700,
    });
    writeFileSync(sums, "");
    const { ok, output } = await runScript("k8s/deploy.sh", ["pin"], offline);
    assert.ok(!ok);
    assert.equal(output.match(/can not fetch https:.* \(no host\)/g)?.length, operators.length);
    assert.ok(output.includes(`put that file at ${cache}/flock/bootstrap/cert-manager-1.21.1.yaml`), output);
    assert.match(output, /of 8 files nothing was noted/);
    assert.equal(readFileSync(sums, "utf8"), "");
    writeFileSync(join(cache, "flock/bootstrap/cert-manager-1.21.1.yaml"), "brought by hand");
    assert.match((await runScript("k8s/deploy.sh", ["pin"], offline)).output, /of 7 files nothing was noted/);
    assert.equal(readFileSync(sums, "utf8"), `${sumOf("brought by hand")}  cert-manager-1.21.1.yaml\n`);
  });

  it("lets nothing else through afterwards", async () => {
    rmSync(join(dir, ".cache"), { recursive: true });
    const script = join(dir, "fetch.sh");
    const parts = "k8s=k8s; for part in say bootstrap; do source k8s/deploy/$part.sh; done";
    writeFileSync(script, `set -eu; ${parts}; bootstrap_file cert-manager 1.21.1 https://example.org/a\n`);
    const { ok, output } = await runScript(script, [], { ...env, CONTENT: "other content" });
    assert.ok(!ok);
    assert.match(output, /is not the file whose SHA-256 is in k8s\/bootstrap\/SHA256SUMS/);
    assert.ok(existsSync(join(dir, ".cache/flock/bootstrap")));
  });
});
