import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { historyFromJSON } from "@temporalio/common/lib/proto-utils.js";
import { Worker } from "@temporalio/worker";
import { DeterminismViolationError } from "@temporalio/workflow";
import { recordHistories } from "../../scripts/record-histories.ts";
import { testKeys } from "../../test/saga-world.ts";
import { createDataConverter } from "../temporal/data-converter.ts";
import { workflowsPath } from "../temporal/worker.ts";

const releases = fileURLToPath(new URL("../../releases", import.meta.url));
const historiesUnder = (dir: string) =>
  !existsSync(dir)
    ? []
    : readdirSync(dir, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".json"))
        .map((path) => join(dir, path));

async function replay(file: string, path = workflowsPath): Promise<void> {
  const history = historyFromJSON(JSON.parse(readFileSync(file, "utf8")));
  const dataConverter = createDataConverter(testKeys());
  await Worker.runReplayHistory({ workflowsPath: path, dataConverter }, history, basename(file, ".json"));
}

describe("the workflow code", () => {
  const recorded = mkdtempSync(join(tmpdir(), "flock-histories-"));
  before(async () => {
    await recordHistories(recorded);
  });

  it("replays every history it makes now", async () => {
    const files = historiesUnder(recorded);
    assert.equal(files.length, 7);
    for (const file of files) await replay(file);
  });

  it("replays every history of every release", async () => {
    for (const file of historiesUnder(releases)) await replay(file);
  });

  it("would not replay them if it did other things", async () => {
    const reordered = fileURLToPath(new URL("../../test/reordered-saga.ts", import.meta.url));
    await assert.rejects(replay(join(recorded, "completed.json"), reordered), DeterminismViolationError);
    rmSync(recorded, { recursive: true });
  });
});
