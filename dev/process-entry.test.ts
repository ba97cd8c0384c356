import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { startChild } from "./child.ts";
import { entryOf, isAlive, killEntry, stopEntry } from "./process-entry.ts";

describe("a process that was noted down", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-process-"));
  after(() => rmSync(dir, { recursive: true }));
  const start = (script: string) =>
    startChild({ command: "sh", args: ["-c", script], env: process.env, logFile: join(dir, "log") });

  it("is alive until it ends", async () => {
    const child = await start("exec sleep 60");
    const entry = entryOf(child.pid, "SIGTERM", 5_000);
    assert.ok(isAlive(entry));
    assert.equal(await stopEntry(entry), true);
    assert.ok(!isAlive(entry));
    assert.deepEqual(await child.exited, { code: null, signal: "SIGTERM" });
  });

  it("is not mistaken for a later one with the same id, which is left alone", async () => {
    const child = await start("exec sleep 60");
    const entry = entryOf(child.pid, "SIGTERM", 5_000);
    const earlier = { ...entry, identity: "an earlier one" };
    assert.ok(!isAlive(earlier));
    await stopEntry(earlier);
    assert.ok(isAlive(entry));
    await killEntry(entry);
  });

  it("is killed, with its children, when it does not stop in time", async () => {
    const child = await start("trap '' TERM; sleep 60 & echo $!; wait; wait");
    while (child.lastLines(1)[0] === "") await new Promise((resolve) => setTimeout(resolve, 10));
    const grandchild = entryOf(Number(child.lastLines(1)[0]), "SIGTERM", 0);
    assert.equal(await stopEntry(entryOf(child.pid, "SIGTERM", 300)), false);
    while (isAlive(grandchild)) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal((await child.exited).signal, "SIGKILL");
  });

  it("stops also when it was suspended", async () => {
    const child = await start("exec sleep 60");
    process.kill(child.pid, "SIGSTOP");
    assert.equal(await stopEntry(entryOf(child.pid, "SIGTERM", 5_000)), true);
  });
});
