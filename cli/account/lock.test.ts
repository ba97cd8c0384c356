import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Failure } from "../failure.ts";
import { withLock } from "./lock.ts";

const module = new URL("lock.ts", import.meta.url).href;

describe("a lock", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-lock-test-"));
  after(() => rmSync(dir, { recursive: true }));
  const path = join(dir, "lock");
  const now = { waitMs: 0, busy: "it is taken" };

  /** Another process that has the lock. */
  async function holder() {
    const script = `const { withLock } = await import(${JSON.stringify(module)});
      await withLock(${JSON.stringify(path)}, { waitMs: 0, busy: "" }, () => new Promise(() => {
        process.stdout.write("held");
        setInterval(() => {}, 1000);
      }));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    return child;
  }

  it("is one process's alone, and free as soon as that process is killed", async () => {
    const other = await holder();
    await assert.rejects(
      withLock(path, now, async () => {}),
      (error) => error instanceof Failure && error.ending === "later",
    );
    other.kill("SIGKILL");
    await once(other, "exit");
    assert.equal(await withLock(path, now, async () => "mine"), "mine");
  });

  it("is waited for", async () => {
    const other = await holder();
    const waiting = withLock(path, { waitMs: 30_000, busy: "" }, async () => "mine");
    other.kill("SIGKILL");
    assert.equal(await waiting, "mine");
  });

  it("is free again after what was done under it has failed", async () => {
    await assert.rejects(
      withLock(path, now, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(await withLock(path, { ...now, remove: true }, async () => "mine"), "mine");
    assert.ok(!existsSync(path));
  });
});
