import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Connection } from "@temporalio/client";
import { isFree } from "./free-ports.ts";
import { startTemporal, type TemporalServer } from "./temporal.ts";
import { temporalBinary } from "./temporal-binary.ts";
import { freeTemporalPorts } from "./temporal-config.ts";
import { ensureNamespace } from "./temporal-namespace.ts";

const DAY_S = 24 * 60 * 60;

describe("the local Temporal server", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-temporal-"));
  const options = { dir, binary: "", ports: {} as Awaited<ReturnType<typeof freeTemporalPorts>> };
  let server: TemporalServer;

  before(async () => {
    options.binary = await temporalBinary({ env: process.env, say: () => {} });
    options.ports = await freeTemporalPorts();
    server = await startTemporal(options);
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });

  it("has the namespace it was asked for, kept for 7 days, also when asked twice", async () => {
    await ensureNamespace(server, "flock");
    await ensureNamespace(server, "flock");
    assert.equal(await retention(server.address, "flock"), 7 * DAY_S);
  });

  it("has lost nothing after kill -9", async () => {
    await server.child.kill();
    server = await startTemporal(options);
    assert.equal(await retention(server.address, "flock"), 7 * DAY_S);
  });

  it("stops when it is told to, and gives back every port", async () => {
    assert.equal(await server.stop(), true);
    for (const [name, port] of Object.entries(options.ports)) assert.ok(await isFree(port), name);
  });

  it("says what the server said when it does not start", async () => {
    const ports = { ...options.ports, http: options.ports.frontend };
    await assert.rejects(startTemporal({ ...options, ports }), /did not start:\n.*address already in use/s);
  });
});

async function retention(address: string, namespace: string): Promise<number> {
  const connection = await Connection.connect({ address });
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  await connection.close();
  return Number(config?.workflowExecutionRetentionTtl?.seconds);
}
