import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { testDatabase } from "../test/database.ts";
import { runProcess } from "../test/process.ts";

describe("the migrate command", () => {
  it("tells how it is used", async () => {
    for (const args of [[], ["nothing"], ["../drizzle"]]) {
      const { code, printed } = await runProcess("drizzle/main.ts", {}, args).ended;
      assert.equal(code, 1);
      assert.match(printed, /usage: node drizzle\/main.ts auth\|.*profile/);
    }
  });

  it("says by the variable's name that it can not get into the database", async () => {
    const database = await testDatabase("profile", { empty: true });
    const wrong = new URL(database.ownerUrl);
    wrong.password = "hush";
    const login = await runProcess("drizzle/main.ts", { MIGRATION_DATABASE_URL: wrong.href }, ["profile"]).ended;
    assert.match(login.printed, /MIGRATION_DATABASE_URL: the database refuses this login \(28P01\)/);
    wrong.port = "1";
    const away = await runProcess("drizzle/main.ts", { MIGRATION_DATABASE_URL: wrong.href }, ["profile"]).ended;
    assert.match(away.printed, /MIGRATION_DATABASE_URL: the database does not answer \(ECONNREFUSED\)/);
    assert.doesNotMatch(login.printed + away.printed, /hush/);
    await database.drop();
  });
});
