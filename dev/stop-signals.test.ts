import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const module = JSON.stringify(new URL("stop-signals.ts", import.meta.url).href);
const script = `
  const { onStop } = await import(${module});
  const say = (word) => () => process.stdout.write(word);
  onStop({ first: say("first "), second: say("second ") });
  process.stdout.write("ready ");
  setInterval(() => {}, 1000);`;

describe("a process that is asked to stop", () => {
  it("takes a signal that comes twice at once for one, and a later one for impatience", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exit = once(child, "close");
    let printed = "";
    child.stdout.on("data", (data) => {
      printed += data;
    });
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    await sleep(100);
    child.kill("SIGTERM");
    await sleep(600);
    assert.equal(printed, "ready first ");
    child.kill("SIGINT");
    assert.deepEqual(await exit, [130, null]);
    assert.equal(printed, "ready first second ");
  });
});
