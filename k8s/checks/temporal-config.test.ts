import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Connection, type ConnectionOptions } from "@temporalio/client";
import { parse, parseAllDocuments } from "yaml";
import { type Child, within } from "../../dev/child.ts";
import { freePorts } from "../../dev/free-ports.ts";
import { temporalBinary } from "../../dev/temporal-binary.ts";
import { freeTemporalPorts } from "../../dev/temporal-config.ts";
import { ensureNamespace } from "../../dev/temporal-namespace.ts";
import { rendered } from "../tools/render.ts";
import { certify, newAuthority } from "./authority.ts";
import { filledIn, moved, type Place, startServer, storedInMemory, temporalConfig } from "./temporal-server.ts";

const START_DEADLINE_MS = 60_000;
const text = await rendered("k8s/base/temporal", { env: process.env, say: () => {} });
const roles = ["frontend", "history", "matching", "worker"];
const { template, dynamic } = temporalConfig();
const env = { POD_IP: "127.0.0.1", STORE_HOSTS: "127.0.0.1", STORE_USER: "temporal" };

describe("Temporal's configuration", () => {
  const manifests = parseAllDocuments(text).map((document) => document.toJS());
  const named = (kind: string, name: string) =>
    manifests.find(({ kind: its, metadata }) => its === kind && metadata.name === name);

  it("is in the ConfigMap that the pods mount, letter by letter", () => {
    const { volumes } = named("Deployment", "temporal-frontend").spec.template.spec;
    const { configMap } = volumes.find(({ name }: { name: string }) => name === "config");
    assert.deepEqual(named("ConfigMap", configMap.name).data, { "dynamic.yaml": dynamic, "temporal.yaml": template });
  });

  it("has for every role the ports that its pods open and its Services name", () => {
    const { services, global } = parse(filledIn(template, env));
    const metrics = Number(global.metrics.prometheus.listenAddress.split(":")[1]);
    for (const role of roles) {
      const { grpcPort: rpc, membershipPort: membership } = services[role].rpc;
      const [container] = named("Deployment", `temporal-${role}`).spec.template.spec.containers;
      const opened = container.ports.map(({ name, containerPort }: Record<string, unknown>) => [name, containerPort]);
      const service = named("Service", `temporal-${role}-members`).spec.ports;
      assert.deepEqual(container.args, [`--service=${role}`]);
      assert.deepEqual(Object.fromEntries(opened), { rpc, membership, metrics });
      assert.deepEqual(Object.fromEntries(service.map(({ name, port }: Record<string, unknown>) => [name, port])), {
        rpc,
        membership,
        metrics,
      });
    }
    const [door] = named("Service", "temporal-frontend").spec.ports;
    assert.deepEqual([door.name, door.port], ["rpc", services.frontend.rpc.grpcPort]);
  });

  it("uses no variable that the pods do not have", () => {
    const [{ env: own, envFrom }] = named("Deployment", "temporal-history").spec.template.spec.containers;
    const store = named("ConfigMap", envFrom[0].configMapRef.name).data;
    const has = new Set([...own.map(({ name }: { name: string }) => name), ...Object.keys(store)]);
    const used = [...template.matchAll(/env "(\w+)"/g)].map(([, name]) => name);
    assert.deepEqual(
      used.filter((name) => !has.has(name)),
      [],
    );
  });
});

describe("a real Temporal server with this configuration", () => {
  const root = mkdtempSync(join(tmpdir(), "flock-temporal-config-"));
  const place = { dir: root } as Place;
  let binary: string;
  let server: Child | undefined;

  before(async () => {
    binary = await temporalBinary({ env: process.env, say: () => {} });
    const [metrics = 0, store = 0] = await freePorts(2);
    Object.assign(place, { ports: await freeTemporalPorts(), metrics, store });
    const [temporal, other] = [newAuthority(join(root, "temporal-ca")), newAuthority(join(root, "other-ca"))];
    certify(temporal, join(root, "run/frontend-tls"), "temporal-frontend.temporal.svc");
    certify(temporal, join(root, "run/internode-tls"), "temporal-internode.temporal.svc");
    certify(temporal, join(root, "run/tools-tls"), "temporal-tools.temporal.svc");
    certify(other, join(root, "run/store-tls"), "temporal-store.temporal.svc");
  });
  after(async () => {
    await server?.kill();
    rmSync(root, { recursive: true });
  });

  const client = (name?: string): ConnectionOptions => ({
    address: `127.0.0.1:${place.ports.frontend}`,
    connectTimeout: 2_000,
    tls: {
      serverNameOverride: "temporal-frontend.temporal.svc",
      serverRootCACertificate: readFileSync(join(root, "run/frontend-tls/ca.crt")),
      ...(name && {
        clientCertPair: {
          crt: readFileSync(join(root, `run/${name}/tls.crt`)),
          key: readFileSync(join(root, `run/${name}/tls.key`)),
        },
      }),
    },
  });

  it("finds no fault in what it reads while it runs", () => {
    const file = join(import.meta.dirname, "../base/temporal/server/dynamic.yaml");
    const said = execFileSync(binary, ["validate-dynamic-config", file], { encoding: "utf8" });
    assert.doesNotMatch(said, /error|warning/);
  });

  it("reads it to the end, and then misses only the store", async () => {
    const child = await startServer(binary, place, moved(template, place), env);
    assert.ok(await within(child.exited, START_DEADLINE_MS));
    assert.match(
      child.lastLines(50).join("\n"),
      new RegExp(`gocql.*127\\.0\\.0\\.1:${place.store}.*connection refused`, "s"),
    );
  });

  it("lets in who shows a certificate of its authority, and finds its other roles by one", async () => {
    server = await startServer(binary, place, storedInMemory(moved(template, place), place, env), env);
    await waitUntilOpen(client("tools-tls"));
    await ensureNamespace(client("tools-tls"), "flock");
  });

  it("turns away who shows none, or another authority's", async () => {
    await assert.rejects(Connection.connect(client()));
    await assert.rejects(Connection.connect(client("store-tls")));
    await assert.rejects(Connection.connect({ address: `127.0.0.1:${place.ports.frontend}`, connectTimeout: 2_000 }));
  });

  it("counts what it does where Prometheus looks", async () => {
    const text = await (await fetch(`http://127.0.0.1:${place.metrics}/metrics`)).text();
    assert.match(text, /^service_requests\{/m);
  });
});

async function waitUntilOpen(options: ConnectionOptions, end = Date.now() + START_DEADLINE_MS): Promise<void> {
  const connection = await Connection.connect(options).catch((error) => {
    if (Date.now() > end) throw error;
  });
  if (!connection) return await waitUntilOpen(options, end);
  await connection.close();
}
