import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { runScript } from "./testing/small-cluster.ts";

const here = import.meta.dirname;
const dir = mkdtempSync(join(tmpdir(), "flock-preflight-"));
const file = (name: string, text: string, mode = 0o600) => {
  writeFileSync(join(dir, name), text, { mode });
  return join(dir, name);
};

const object = (apiVersion: string, host = "") =>
  `apiVersion: ${apiVersion}\nkind: Any\nmetadata:\n  name: a\n  labels:\n    flock-stage: databases\nhost: ${host}\n`;

/** A cluster in which nothing is wrong, for an overlay of production. */
const fine = {
  KUBECTL: file("kubectl", `#!/bin/sh\nexec bash ${join(here, "testing/fake-kubectl.sh")} "$@"\n`, 0o700),
  OVERLAY: join(here, "small"),
  IMAGE: "registry.example.net/flock:1",
  FAKE_CONTEXT: "staging",
  FAKE_CLIENT: "36",
  FAKE_SERVER: "36",
  FAKE_CLASSES: "false true ",
  FAKE_NODES: "|8|32Gi\\n|7910m|33554432Ki\\n|8|34359738368\\n",
  FAKE_MANAGERS: "kubectl flock",
  FAKE_RENDERED: file("rendered", object("postgresql.cnpg.io/v1")),
  AIO_MAX_NR: file("aio", "65536\n"),
};

const preflight = (changes: NodeJS.ProcessEnv = {}, args = ["preflight"]) =>
  runScript("k8s/deploy.sh", args, { PATH: process.env.PATH, HOME: dir, TMPDIR: dir, ...fine, ...changes });

const faulty: [string, NodeJS.ProcessEnv, RegExp][] = [
  ["an old kubectl", { FAKE_CLIENT: "33", FAKE_SERVER: "34" }, /kubectl is 1\.33: install 1\.34/],
  [
    "a server that no operator supports",
    { FAKE_CLIENT: "37", FAKE_SERVER: "37" },
    /Kubernetes 1\.37: .* 1\.34 to 1\.36/,
  ],
  ["a kubectl two minors away", { FAKE_SERVER: "34" }, /kubectl 1\.36 is too far from the cluster's 1\.34/],
  ["a server that does not answer", { FAKE_SERVER: "" }, /context staging does not answer/],
  ["no default StorageClass", { FAKE_CLASSES: "false  " }, /no default StorageClass: kubectl annotate/],
  ["too few nodes", { FAKE_NODES: "|64|256Gi\\ntrue|64|256Gi\\n" }, /1 nodes can take pods; this overlay needs 3/],
  ["too little CPU", { FAKE_NODES: "|900m|64Gi\\n|1|64Gi\\n|1|64Gi\\n" }, /offer 2 CPUs; this overlay needs 18/],
  ["too little memory", { FAKE_NODES: "|8|4Gi\\n|8|4096Mi\\n|8|4194304Ki\\n" }, /offer 12 GiB of memory; .* needs 50/],
  [
    "too little for ScyllaDB in production",
    { FAKE_RENDERED: file("scylla", object("postgresql.cnpg.io/v1").replace("Any", "ScyllaCluster")) },
    /offer 23 CPUs; this overlay needs 28/,
  ],
  ["no image", { IMAGE: "" }, /no image: IMAGE=registry\/flock:version/],
  [
    "a placeholder that was left",
    { FAKE_RENDERED: file("placeholder", object("v1", "api.example.com")) },
    /placeholder example\.com: api\.example\.com/,
  ],
  [
    "an operator of somebody else's",
    { FAKE_MANAGERS: "helm" },
    /cloudnative-pg is in the cluster.*HAVE=cloudnative-pg/,
  ],
  [
    "an operator file that nobody has seen",
    { FAKE_RENDERED: file("unseen", object("cert-manager.io/v1")) },
    /nobody has seen cert-manager-1\.21\.1\.yaml yet: make pin/,
  ],
  ["too few asynchronous reads on kind", { FAKE_CONTEXT: "kind-flock" }, /sudo sysctl -w fs\.aio-max-nr=1048576/],
];

describe("preflight", () => {
  after(() => rmSync(dir, { recursive: true }));

  it("finds nothing where nothing is wrong", async () => {
    const { ok, output } = await preflight();
    assert.ok(ok, output);
    assert.match(output, /^context staging, overlay .*\nnothing stands in the way of make deploy\n$/);
  });

  for (const [name, changes, told] of faulty) {
    it(`refuses ${name}, and says what to do`, async () => {
      const { ok, output } = await preflight(changes);
      assert.ok(!ok);
      assert.match(output, told);
      assert.match(output, /\n1 fault; nothing was changed/);
    });
  }

  it("tells all faults at once", async () => {
    const { output } = await preflight({ FAKE_CLASSES: "", FAKE_CLIENT: "35", FAKE_SERVER: "37", IMAGE: "" });
    assert.match(output, /4 faults/);
  });

  it("needs a context", async () => {
    assert.match((await preflight({ FAKE_CONTEXT: "" })).output, /kubectl has no current context/);
  });

  it("leaves an operator alone that the cluster has", async () => {
    assert.ok((await preflight({ FAKE_MANAGERS: "helm", HAVE: "cert-manager,cloudnative-pg" })).ok);
  });

  for (const [name, env] of [
    ["an overlay that is not kind", {}],
    ["a context that is called production", { FAKE_CONTEXT: "eu-Prod-1", OVERLAY: "kind" }],
  ] as const) {
    it(`changes ${name} only for somebody who confirms it`, async () => {
      for (const command of ["deploy", "undeploy", "restart", "rollback"]) {
        const { ok, output } = await preflight(env, [command]);
        assert.ok(!ok);
        assert.match(output, /this looks like production .*: repeat with CONFIRM=1/);
      }
    });
  }

  it("knows its commands", async () => {
    assert.match((await preflight({}, ["install"])).output, /^usage: deploy\.sh deploy\|preflight/);
  });
});
