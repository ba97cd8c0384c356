import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { withConnection } from "../../../kit/connection.ts";
import { type TestDatabase, testDatabase } from "../../../test/database.ts";
import { betterAuthCalls } from "./calls.ts";
import { type Settings, withBetterAuth } from "./server.ts";

const people = [{ email: "ada@example.com", password: "seven wild geese over the lake", username: "ada" }];

describe("a better-auth to compare with", () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase("auth", { empty: true });
  });
  after(() => database.drop());

  const answersOf = (settings: Settings) => {
    const { adminUrl } = database;
    const name = `better_auth_${randomUUID()}`;
    return withBetterAuth({ adminUrl, name, settings }, async ({ url }) => {
      const { signIn, getSession } = await betterAuthCalls(url, people, settings.updateAge === 0);
      const answers = [await signIn(), await getSession(), await getSession()];
      return { answers, hash: await storedHash(Object.assign(new URL(adminUrl), { pathname: name }).href) };
    });
  };
  const accepted = Array.from({ length: 3 }, () => ({ kind: "accepted" }));

  it("as it comes hashes with scrypt, and get-session writes nothing", async () => {
    const { answers, hash } = await answersOf({});
    assert.deepEqual(answers, accepted);
    assert.match(hash, /^[0-9a-f]{32}:[0-9a-f]{128}$/);
  });

  it("like Flock hashes with bcrypt of the cost that is asked for, and get-session writes the session", async () => {
    const { answers, hash } = await answersOf({ bcryptCost: 5, updateAge: 0 });
    assert.deepEqual(answers, accepted);
    assert.match(hash, /^\$2b\$05\$/);
  });
});

async function storedHash(url: string): Promise<string> {
  const { rows } = await withConnection(url, (connection) => connection.query("select password from account"));
  return String(rows[0]?.password);
}
