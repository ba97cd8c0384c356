import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { entryOf, isAlive } from "../dev/process-entry.ts";
import { startTestTemporal } from "./temporal.ts";

const temporalModule = new URL("temporal.ts", import.meta.url).href;

describe("what a test starts", () => {
  it("is cleaned up also when the test is killed", { timeout: 30_000 }, async () => {
    const script = `
      const { startTestTemporal } = await import(${JSON.stringify(temporalModule)});
      const { pid } = await startTestTemporal();
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [output] = (await once(child.stdout, "data")) as [Buffer];
    const server = entryOf(Number(output.toString()), "SIGTERM", 0);
    assert.ok(isAlive(server));
    child.kill("SIGKILL");
    while (isAlive(server)) await sleep(50);
  });

  it("is cleaned up when the test is done", async () => {
    const { pid, stop } = await startTestTemporal();
    const server = entryOf(pid, "SIGTERM", 0);
    assert.ok(isAlive(server));
    await stop();
    assert.ok(!isAlive(server));
  });
});
