import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type SmallCluster, startSmallCluster } from "./testing/small-cluster.ts";

describe("make deploy, of a job that fails", () => {
  let cluster: SmallCluster;

  before(async () => {
    cluster = await startSmallCluster();
  });
  after(() => cluster.stop());

  it("shows why a job failed, and runs it anew the next time", async () => {
    const job = "auth-migrate-0-2-0";
    cluster.standIn.failing.add(job);
    const failed = await cluster.deploySh(["deploy"], { UNTIL: "migrations", IMAGE: "localhost/flock:0.2.0" });
    assert.ok(!failed.ok);
    assert.match(failed.output, /job auth-migrate-0-2-0 has failed\nstage migrations failed/);
    assert.match(failed.output, /--- job\/auth-migrate-0-2-0 in flock\nNAME/);
    cluster.standIn.failing.delete(job);
    const again = await cluster.deploySh(["deploy"], { UNTIL: "migrations", IMAGE: "localhost/flock:0.2.0" });
    assert.ok(again.ok, again.output);
    assert.match(again.output, /job auth-migrate-0-2-0: made anew/);
  });
});
