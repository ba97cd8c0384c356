import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { externalServers } from "./external.ts";
import { settingsOf } from "./settings.ts";

describe("servers that make up does not run itself", () => {
  it("are none when the environment names none", () => {
    assert.deepEqual(externalServers({}), { databases: {}, temporal: false });
  });

  it("are the databases and the Temporal that it names", () => {
    const env = { AUTH_DATABASE_URL: "app", AUTH_MIGRATION_DATABASE_URL: "owner", TEMPORAL_ADDRESS: "host:7233" };
    assert.deepEqual(externalServers(env), { databases: { auth: { app: "app", owner: "owner" } }, temporal: true });
  });

  it("need both URLs of a database", () => {
    const half = { PROFILE_DATABASE_URL: "app" };
    assert.throws(() => externalServers(half), /^Error: PROFILE_MIGRATION_DATABASE_URL: is needed beside PROFILE_DATA/);
  });
});

describe("a second stack", () => {
  it("has its own folder and ports, and tells commands that mean it", () => {
    const settings = settingsOf({ FLOCK_DIR: "/tmp/second", PORT_OFFSET: "100" });
    assert.equal(settings.dir, "/tmp/second");
    assert.deepEqual(settings.ports.services.orchestrator, { port: 8180, admin: 9180 });
    assert.equal(settings.make, "FLOCK_DIR=/tmp/second PORT_OFFSET=100 make");
  });

  it("is not made by a PORT_OFFSET that is no number", () => {
    assert.throws(() => settingsOf({ PORT_OFFSET: "x" }), /PORT_OFFSET: must be a whole number/);
  });
});
