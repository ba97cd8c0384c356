import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import postgres from "postgres";
import { EMAIL_NORMAL_FORM, normalizeEmail } from "../auth-service/email.ts";
import { normalizeUsername } from "../profile-service/username.ts";
import { type TestDatabase, testDatabase } from "../test/database.ts";
import { newIds } from "../test/ids.ts";
import { migrationsOf } from "./migrations.ts";

describe("the tables mirror the domain", () => {
  let [auth, profile]: TestDatabase[] = [];
  let [inAuth, inProfile]: postgres.Sql[] = [];
  before(async () => {
    [auth, profile] = [await testDatabase("auth"), await testDatabase("profile")];
    [inAuth, inProfile] = [postgres(auth.ownerUrl, { max: 1 }), postgres(profile.ownerUrl, { max: 1 })];
  });
  after(async () => {
    await Promise.all([inAuth?.end(), inProfile?.end()]);
    await Promise.all([auth?.drop(), profile?.drop()]);
  });
  const isOwnNormalForm = (normalize: (text: string) => string, text: string) => {
    try {
      return normalize(text) === text;
    } catch {
      return false;
    }
  };

  it("letter for letter in the normal form of an address", async () => {
    const text = await readFile(join(migrationsOf("auth"), "0001_users.sql"), "utf8");
    assert.ok(text.includes(`$form$${EMAIL_NORMAL_FORM}$form$`));
  });

  const likeAddresses = fc.oneof(
    fc.emailAddress(),
    fc.stringMatching(/^[aA@.\-é ]{1,12}$/),
    fc.stringMatching(/^[a-c.]{60,66}@[a-c]{60,65}\.(com|1x|c)$/),
  );

  it("in which addresses they take", async () => {
    const emails = fc.sample(likeAddresses, { numRuns: 300, seed: 7 });
    const taken = await takenBy(inAuth as postgres.Sql, emails, (email) => ({
      table: "users",
      row: { email, password_hash: "x" },
    }));
    assert.deepEqual(
      taken,
      emails.map((email) => isOwnNormalForm(normalizeEmail, email)),
    );
    assert.ok(taken.includes(true) && taken.includes(false));
  });

  it("in which usernames they take", async () => {
    const names = fc.sample(
      fc.oneof(
        fc.stringMatching(/^[ab_]{1,6}$/),
        fc.stringMatching(/^[abA1\n ]{48,52}$/),
        fc.stringMatching(/^[a-z0-9]{48,52}$/),
      ),
      { numRuns: 300, seed: 7 },
    );
    const taken = await takenBy(inProfile as postgres.Sql, names, (username) => ({
      table: "profiles",
      row: { username, user_id: newIds().userId },
    }));
    assert.deepEqual(
      taken,
      names.map((name) => isOwnNormalForm(normalizeUsername, name)),
    );
    assert.ok(taken.includes(true) && taken.includes(false));
  });

  it("in the states of a user", async () => {
    const insert = (status: string) =>
      (inAuth as postgres.Sql)`insert into users ${(inAuth as postgres.Sql)({ email: `${status.toLowerCase()}@example.org`, password_hash: "x", status })}`;
    for (const status of ["pending", "active", "disabled", "deleting", "erasing"]) await insert(status);
    await assert.rejects(insert("ACTIVE"), { constraint_name: "users_status_known" });
    await assert.rejects(insert("other"), { constraint_name: "users_status_known" });
  });

  it("deletes a user's tokens with the user", async () => {
    const sql = inAuth as postgres.Sql;
    const [user] = await sql`insert into users (email, password_hash) values ('tokens@example.org', 'x') returning id`;
    await sql`insert into auth_tokens ${sql({ user_id: user?.id, token_hash: "x", expires_at: new Date() })}`;
    await sql`delete from users where id = ${user?.id}`;
    assert.equal((await sql`select from auth_tokens`).length, 0);
  });
});

type Insert = { table: string; row: Record<string, string> };

/** Which of the values a table takes; every insertion is rolled back. */
async function takenBy(sql: postgres.Sql, values: string[], insert: (value: string) => Insert): Promise<boolean[]> {
  const taken: boolean[] = [];
  for (const value of values) {
    const { table, row } = insert(value);
    const undo = new Error("undo");
    const end = await sql
      .begin((tx) => tx`insert into ${tx(table)} ${tx(row)}`.then(() => Promise.reject(undo)))
      .catch((error) => error);
    assert.ok(end === undo || ["23514", "22001"].includes(end.code), String(end));
    taken.push(end === undo);
  }
  return taken;
}
