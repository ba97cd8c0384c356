import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { tokenMaker } from "../kit/testing/tokens.ts";
import { testDatabase } from "../test/database.ts";
import { runProcess } from "../test/process.ts";

describe("the profile-service process", () => {
  it("serves once its database is migrated by the command, and ends with 0 when it is asked to", async () => {
    const database = await testDatabase("profile", { empty: true });
    const env = { DATABASE_URL: database.url, PORT: "0", ADMIN_PORT: "0" };
    const early = await runProcess("profile-service/main.ts", env).ended;
    assert.equal(early.code, 1);
    assert.match(early.printed, /the profile database is older than this program/);
    const migrated = await runProcess("drizzle/main.ts", { MIGRATION_DATABASE_URL: database.ownerUrl }, ["profile"])
      .ended;
    assert.equal(migrated.code, 0, migrated.printed);
    assert.match(migrated.printed, /"migration":"0001_profiles.sql","elapsed_ms":\d+/);
    const service = runProcess("profile-service/main.ts", env);
    const { adminUrl } = await service.logged("adminUrl");
    assert.equal((await fetch(`${adminUrl}/readyz`)).status, 200);
    service.kill("SIGTERM");
    assert.equal((await service.ended).code, 0);
    await database.drop();
  });

  it("serves while auth-service is away; users are told to try again, not that their token is bad", async () => {
    const database = await testDatabase("profile");
    const service = runProcess("profile-service/main.ts", {
      ...{ DATABASE_URL: database.url, AUTH_URL: "http://127.0.0.1:1", PORT: "0", ADMIN_PORT: "0" },
    });
    const { url, adminUrl } = await service.logged("adminUrl");
    assert.equal((await fetch(`${adminUrl}/readyz`)).status, 200);
    const { make } = await tokenMaker();
    const update = await fetch(`${url}/flock.profile.v1.ProfileService/UpdateProfile`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await make()}` },
      body: "{}",
    });
    assert.equal(update.status, 503);
    assert.match(await update.text(), /try again later/);
    service.kill("SIGTERM");
    assert.equal((await service.ended).code, 0);
    await database.drop();
  });

  it("prints what is missing and ends with 1", async () => {
    const { code, printed } = await runProcess("profile-service/main.ts", {}).ended;
    assert.equal(code, 1);
    assert.match(printed, /DATABASE_URL: is required/);
  });
});
