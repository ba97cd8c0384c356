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

const zones = (...values: string[]) =>
  `  - matchExpressions:
    - key: topology.kubernetes.io/zone
      operator: In
      values:
${values.map((value) => `      - ${value}\n`).join("")}    - key: type
      operator: In
      values:
      - scylla
`;
const bound = {
  FAKE_RENDERED: file(
    "bound",
    `${object("v1")}storageClassName: fast\nnodeSelectorTerms:\n${zones("zone-a")}${zones("zone-b", "zone-c")}tail: 1\n`
      .replaceAll(/^(storageClass|nodeSelector)/gm, "  $1")
      .replace("host: \n", "spec:\n"),
  ),
};
const gateway = (issuer: string) =>
  `apiVersion: v1
kind: Certificate
metadata:
  labels:
    flock-stage: edge
  name: gateway
spec:
  issuerRef:
    kind: ClusterIssuer
    name: ${issuer}
  usages:
  - server auth
`;

const preflight = (changes: NodeJS.ProcessEnv = {}, args = ["preflight"]) =>
  runScript("k8s/deploy.sh", args, { PATH: process.env.PATH, HOME: dir, TMPDIR: dir, ...fine, ...changes });

const faulty: [string, NodeJS.ProcessEnv, RegExp][] = [
  ["an old kubectl", { FAKE_CLIENT: "33", FAKE_SERVER: "34" }, /kubectl is 1\.33: install 1\.35/],
  [
    "a server that no operator supports",
    { FAKE_CLIENT: "37", FAKE_SERVER: "37" },
    /Kubernetes 1\.37: .* 1\.34 to 1\.36/,
  ],
  ["a kubectl two minors away", { FAKE_SERVER: "34" }, /kubectl 1\.36 is too far from the cluster's 1\.34/],
  [
    "a server that does not answer",
    { FAKE_SERVER: "" },
    /context staging does not answer: error: context "staging" does not exist/,
  ],
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
  ["no image outside kind", { OVERLAY: "kind", IMAGE: "" }, /no image: .* staging needs IMAGE=/],
  [
    "another overlay than the cluster's",
    { FAKE_DEPLOYED: "production||" },
    /deployed from the overlay production, not small\/: repeat with CONFIRM=1/,
  ],
  [
    "a zone that no node is in",
    { ...bound, FAKE_ABSENT: "topology.kubernetes.io/zone in (zone-b,zone-c),type in (scylla)" },
    /no node has the labels topology\.kubernetes\.io\/zone in \(zone-b,zone-c\),type in \(scylla\): write your zones/,
  ],
  ["a StorageClass that is not there", { ...bound, FAKE_ABSENT: "fast" }, /there is no StorageClass fast/],
  [
    "an issuer of the gateway that no browser knows",
    { FAKE_RENDERED: file("flock-ca", gateway("flock-ca")) },
    /from flock-ca, which no browser knows: name an issuer of yours/,
  ],
  [
    "an issuer of the gateway that is not there",
    { FAKE_RENDERED: file("issuer", gateway("public")), FAKE_ABSENT: "public" },
    /there is no ClusterIssuer public/,
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

  it("tells an old kubectl also where no cluster answers", async () => {
    const { output } = await preflight({ FAKE_CLIENT: "32", FAKE_SERVER: "" });
    assert.match(output, /kubectl is 1\.32: install 1\.35.*\n- the cluster of context staging/);
  });

  it("finds nothing where nodes, storage and issuer are what the overlay names", async () => {
    assert.match((await preflight(bound)).output, /nothing stands in the way/);
    assert.match((await preflight({ FAKE_RENDERED: file("public", gateway("public")) })).output, /nothing stands/);
  });

  it("tells which namespaces its policies admit that are not there, and goes on", async () => {
    const policy = `${object("v1")}spec:\n  kubernetes.io/metadata.name: monitoring\n`;
    const { ok, output } = await preflight({ FAKE_RENDERED: file("policy", policy), FAKE_ABSENT: "monitoring" });
    assert.ok(ok, output);
    assert.match(output, /admit the namespace monitoring, which is not there/);
  });

  it("needs a context", async () => {
    assert.match((await preflight({ FAKE_CONTEXT: "" })).output, /kubectl has no current context/);
  });

  it("leaves an operator alone that the cluster has", async () => {
    const remembered = { FAKE_MANAGERS: "helm", FAKE_DEPLOYED: "small/|cloudnative-pg|" };
    assert.ok((await preflight(remembered)).ok);
    assert.ok(!(await preflight({ ...remembered, HAVE: "" })).ok);
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
