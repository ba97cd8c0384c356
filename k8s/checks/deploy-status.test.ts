import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { runScript } from "./testing/small-cluster.ts";

describe("make status", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-status-"));
  after(() => rmSync(dir, { recursive: true }));

  /** Says what is asked of a cluster in which these ScyllaClusters are. */
  const asked = async (clusters: string) => {
    const KUBECTL = join(dir, "kubectl");
    const scylla = `case "$*" in *"get scyllaclusters."*"-o name") printf '%s' '${clusters}'; exit ;; esac`;
    writeFileSync(KUBECTL, `#!/bin/sh\n${scylla}\necho "asked $*"\n`, { mode: 0o700 });
    const env = { PATH: process.env.PATH, HOME: dir, TMPDIR: dir, KUBECTL, CONTEXT: "any" };
    const { ok, output } = await runScript("k8s/deploy.sh", ["status"], env);
    assert.ok(ok, output);
    return output;
  };

  it("looks for Temporal's store where it is", async () => {
    assert.match(
      await asked("scyllacluster/a"),
      /Temporal's store\nasked .*get scyllaclusters.*,statefulsets -n scylla\n/,
    );
    assert.match(await asked(""), /Temporal's store\nasked .*get statefulsets -n temporal\n/);
  });

  it("says which overlay the cluster was deployed from", async () => {
    assert.match(
      await asked(""),
      /--- Deployed\nasked .*configmap -n flock flock-deployed .*from the overlay \{\.data\.overlay\}/,
    );
  });
});
