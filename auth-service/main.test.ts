import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { runProcess } from "../test/process.ts";

const key = `k1:${Buffer.alloc(32, 7).toString("base64")}`;

describe("the auth-service process", () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase("auth");
  });
  after(() => database.drop());
  const run = (change: Record<string, string> = {}) => {
    const secrets = { PASSWORD_PEPPERS: key, SEALING_KEYS: key, KEY_ENCRYPTION_KEYS: key, DATABASE_URL: database.url };
    const tuning = { HASH_CONCURRENCY: "1", UV_THREADPOOL_SIZE: "5", PORT: "0", ADMIN_PORT: "0" };
    return runProcess("auth-service/main.ts", { ...secrets, ...tuning, ...change });
  };

  it("serves, shows how busy its hasher is and what happens to sessions, and ends with 0 when it is asked to", async () => {
    const process = run();
    const { adminUrl } = await process.logged("adminUrl");
    assert.equal((await fetch(`${adminUrl}/readyz`)).status, 200);
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    assert.match(metrics, /^flock_hash_running 0$/m);
    assert.match(metrics, /^flock_hash_waiting 0$/m);
    assert.match(metrics, /^flock_sessions_total\{event="begun"\} 0$/m);
    process.kill("SIGTERM");
    assert.equal((await process.ended).code, 0);
  });

  it("prints all that is wrong with its configuration, by name, quotes no secret, and ends with 1", async () => {
    const wrong = {
      PASSWORD_SCHEME: "md5",
      BCRYPT_COST: "3",
      PASSWORD_MIN_LENGTH: "7",
      SEALING_KEYS: "k1:c2VjcmV0",
      TOKEN_ISSUER: "auth",
      TOKEN_ALGORITHM: "HS256",
      SIGNING_KEY_DAYS: "0",
      DATABASE_URL: "mysql://u:secret@h/d",
    };
    const { code, printed } = await runProcess("auth-service/main.ts", wrong).ended;
    assert.equal(code, 1);
    for (const name of [...Object.keys(wrong), "PASSWORD_PEPPERS", "KEY_ENCRYPTION_KEYS"])
      assert.match(printed, new RegExp(`^ *${name}: `, "m"));
    assert.doesNotMatch(printed, /secret@|c2VjcmV0/);
  });

  it("publishes the keys of its tokens, and is not ready while KEY_ENCRYPTION_KEYS can not open the one that signs", async () => {
    const process = run();
    const { url } = await process.logged("url");
    const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: unknown[] };
    assert.equal(keys.length, 1);
    process.kill("SIGTERM");
    await process.ended;
    const lacking = run({ KEY_ENCRYPTION_KEYS: `k2:${Buffer.alloc(32, 8).toString("base64")}` });
    const { adminUrl } = await lacking.logged("adminUrl");
    assert.equal((await fetch(`${adminUrl}/readyz`)).status, 503);
    lacking.kill("SIGTERM");
    const { code, printed } = await lacking.ended;
    assert.equal(code, 0);
    assert.match(printed, /a signing key can not be opened here/);
  });

  it("refuses too few threads for its hashes", async () => {
    const { code, printed } = await run({ UV_THREADPOOL_SIZE: "4" }).ended;
    assert.equal(code, 1);
    assert.match(printed, /UV_THREADPOOL_SIZE: must be at least 5/);
  });

  it("refuses an older database in one sentence", async () => {
    const empty = await testDatabase("auth", { empty: true });
    const { code, printed } = await run({ DATABASE_URL: empty.url }).ended;
    await empty.drop();
    assert.equal(code, 1);
    assert.match(
      printed,
      /the auth database is older than this program: it lacks 0001_users.sql, .*run `node drizzle\/main.ts auth` first/,
    );
  });

  it("refuses to start without its database, and names the variable", async () => {
    const { code, printed } = await run({ DATABASE_URL: "postgres://auth_app:hush@127.0.0.1:1/auth" }).ended;
    assert.equal(code, 1);
    assert.match(printed, /DATABASE_URL: the database does not answer \(ECONNREFUSED\)/);
    assert.doesNotMatch(printed, /hush/);
  });

  it("warns of a BCRYPT_COST that is only fit for tests", async () => {
    const process = run({ BCRYPT_COST: "4" });
    const { level, cost } = await process.logged("cost");
    assert.deepEqual({ level, cost }, { level: "warn", cost: 4 });
    await process.logged("adminUrl");
    process.kill("SIGINT");
    assert.equal((await process.ended).code, 0);
  });

  it("makes hashes by argon2id when it is asked to, and then does not care for bcrypt's cost", async () => {
    const process = run({ PASSWORD_SCHEME: "argon2id", BCRYPT_COST: "4" });
    await process.logged("adminUrl");
    process.kill("SIGTERM");
    const { code, printed } = await process.ended;
    assert.equal(code, 0);
    assert.doesNotMatch(printed, /"level":"(warn|error)"/);
  });
});
