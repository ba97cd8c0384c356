import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startDeployed } from "./testing/small-cluster.ts";

describe("make deploy, of secrets that are there", () => {
  let cluster: Awaited<ReturnType<typeof startDeployed>>;

  before(async () => {
    cluster = await startDeployed("secrets");
  });
  after(() => cluster.stop());

  const value = (name: string, key: string) => cluster.value(name, key);

  it("makes again what follows from other secrets", async () => {
    const accepted = await value("profile-service-secrets", "ACCEPTED_CREDENTIALS");
    await cluster.kubectl(["delete", "secret", "-n", "flock", "profile-service-secrets"]);
    assert.ok((await cluster.deploySh(["deploy"], { UNTIL: "secrets" })).ok);
    assert.equal(await value("profile-service-secrets", "ACCEPTED_CREDENTIALS"), accepted);
  });

  it("completes a Secret that holds a part, and leaves that part", async () => {
    const password = await value("auth-db-owner", "password");
    const url = await value("auth-db-owner", "url");
    await cluster.kubectl(["patch", "secret", "-n", "flock", "auth-db-owner", "-p", '{"data": {"url": null}}']);
    assert.ok((await cluster.deploySh(["deploy"], { UNTIL: "secrets" })).ok);
    assert.deepEqual([await value("auth-db-owner", "password"), await value("auth-db-owner", "url")], [password, url]);
  });

  it("refuses to replace a key that is lost, and goes on when it is back", async () => {
    const ring = await value("auth-service-secrets", "SEALING_KEYS");
    const patch = (data: string | null) => ["-p", JSON.stringify({ stringData: data && { SEALING_KEYS: data } })];
    const args = ["patch", "secret", "-n", "flock", "auth-service-secrets"];
    await cluster.kubectl([...args, "-p", '{"data": {"SEALING_KEYS": null}}']);
    const { ok, output } = await cluster.deploySh(["deploy"], { UNTIL: "secrets" });
    assert.ok(!ok);
    assert.match(output, /auth-service-secrets has lost SEALING_KEYS.*bring it back/);
    await cluster.kubectl([...args, ...patch(ring)]);
    assert.ok((await cluster.deploySh(["deploy"], { UNTIL: "secrets" })).ok);
  });
});
