import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { runScript } from "./testing/small-cluster.ts";

const changing = [["undeploy"], ["destroy"], ["restart"], ["rollback"], ["rotate", "CODEC_KEYS", "add"]];

describe("a cluster that was deployed from another overlay", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-overlay-"));
  after(() => rmSync(dir, { recursive: true }));
  const KUBECTL = join(dir, "kubectl");
  // Fails at everything that the pretended kubectl does not know, which is all that changes something.
  const fake = `#!/bin/sh\nexec bash ${import.meta.dirname}/testing/fake-kubectl.sh "$@"\n`;
  writeFileSync(KUBECTL, fake, { mode: 0o700 });
  const context = { FAKE_CONTEXT: "gke_acme_europe_live", FAKE_DEPLOYED: "production||" };
  const run = (args: string[], env: NodeJS.ProcessEnv) =>
    runScript("k8s/deploy.sh", args, {
      ...{ PATH: process.env.PATH, HOME: dir, TMPDIR: dir, KUBECTL, DATA: "yes" },
      ...context,
      ...env,
    });

  for (const args of changing) {
    it(`is not touched by make ${args[0]} without OVERLAY, not even with CONFIRM=1`, async () => {
      const { ok, output } = await run(args, { CONFIRM: "1" });
      assert.ok(!ok);
      assert.match(output, /deployed from the overlay production, and OVERLAY is not set: name it there\n$/);
      assert.doesNotMatch(output, /not faked/);
    });

    it(`is not touched by make ${args[0]} with another OVERLAY`, async () => {
      const { ok, output } = await run(args, { OVERLAY: "kind" });
      assert.ok(!ok);
      assert.match(output, args[0] === "destroy" ? /DATA=yes CONFIRM=1/ : /not kind: repeat with CONFIRM=1 if kind/);
      assert.doesNotMatch(output, /not faked/);
    });
  }

  it("is changed by somebody who names the other overlay and confirms it", async () => {
    const { output } = await run(["restart"], { OVERLAY: "kind", CONFIRM: "1" });
    assert.match(output, /not faked: .*rollout restart/);
  });

  it("is known by the folder's name where the overlay is the operator's own", async () => {
    const own = { OVERLAY: join(import.meta.dirname, "small"), CONFIRM: "1", FAKE_DEPLOYED: "small/||" };
    assert.match((await run(["restart"], own)).output, /not faked: .*rollout restart/);
    const { output } = await run(["restart"], { ...own, CONFIRM: "1", OVERLAY: "" });
    assert.match(output, /deployed from the overlay small\/, and OVERLAY is not set/);
  });
});

describe("make destroy", () => {
  it("asks twice, wherever it is", async () => {
    for (const env of [{}, { DATA: "yes" }, { CONFIRM: "1" }]) {
      const { ok, output } = await runScript("k8s/deploy.sh", ["destroy"], {
        PATH: process.env.PATH,
        HOME: tmpdir(),
        ...env,
      });
      assert.ok(!ok);
      assert.match(output, /^destroy deletes every account for good: repeat with DATA=yes CONFIRM=1/);
    }
  });
});
