import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { sagaWorld, silent, testKeys, WHOLE } from "../../test/saga-world.ts";
import { createActivities } from "../registration/activities.ts";
import { createDataConverter } from "../temporal/data-converter.ts";
import { startWorker } from "../temporal/worker.ts";

it("A worker runs the bundle that was built before, as in production", async (context) => {
  const dir = mkdtempSync(join(tmpdir(), "flock-bundle-"));
  context.after(() => rmSync(dir, { recursive: true }));
  const bundlePath = join(dir, "workflows.js");
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  assert.match(execFileSync(process.execPath, [main, bundlePath], { encoding: "utf8", stdio: "pipe" }), /KiB/);
  const world = await sagaWorld();
  context.after(() => world.close());
  const { connection, namespace, taskQueue } = world;
  const activities = createActivities(world.clients, silent);
  const parts = { connection, namespace, taskQueue, activities, onOutcome: () => {} };
  const worker = await startWorker({ ...parts, dataConverter: createDataConverter(testKeys()), bundlePath });
  const input = await world.newInput();
  await world.run(input);
  await worker.stop();
  assert.deepEqual(await world.rowsOf(input), WHOLE);
});
