import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTemporal } from "../dev/temporal.ts";
import { temporalBinary } from "../dev/temporal-binary.ts";
import { freeTemporalPorts } from "../dev/temporal-config.ts";
import { ensureNamespace } from "../dev/temporal-namespace.ts";
import { whenGone } from "./guard.ts";

/** Names the server that test/setup.ts started for the whole run; without it a test file starts one of its own. */
export const SHARED_TEMPORAL = "FLOCK_TEST_TEMPORAL";

/** A namespace on a real Temporal server, for one test file alone. */
export type TestTemporal = { address: string; namespace: string; stop(): Promise<void> };

/** Makes a namespace on the server of this run. `stop` belongs into the file's `after`. */
export async function testTemporal(): Promise<TestTemporal> {
  const shared = process.env[SHARED_TEMPORAL];
  const { address, stop } = shared ? { address: shared, stop: async () => {} } : await startTestTemporal();
  const namespace = `test-${randomUUID()}`;
  await ensureNamespace({ address }, namespace);
  return { address, namespace, stop };
}

/** Starts a Temporal server that forgets everything, on ports of its own. It never outlives this process. */
export async function startTestTemporal(): Promise<{ address: string; pid: number; stop(): Promise<void> }> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const binary = await temporalBinary({ env: process.env, say });
  const dir = mkdtempSync(join(tmpdir(), "flock-test-temporal-"));
  const server = await startTemporal({ binary, dir, ports: await freeTemporalPorts(), storage: "memory" });
  const end = whenGone('kill -s KILL -- "-$1"; rm -rf "$2"', [String(server.pid), dir]);
  // A killed process needs a moment to give its memory back.
  const stop = async () => void (await Promise.all([end(), server.child.exited]));
  return { address: server.address, pid: server.pid, stop };
}
