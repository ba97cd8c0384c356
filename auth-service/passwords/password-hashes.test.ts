import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";
import { sql } from "drizzle-orm";
import { authScene } from "../../test/auth.ts";
import { newIds } from "../../test/ids.ts";
import { findSchemes, storePasswordHash } from "./password-hashes.ts";

const hashOf = (pepper: string, cost: string) => `$flock$p=${pepper}$$2b$${cost}$${".".repeat(53)}`;

describe("the stored hashes", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  beforeEach(() => scene.sql`delete from password_schemes`);
  const schemes = async () => (await scene.database.query(findSchemes)).sort();
  const store = (change: Parameters<typeof storePasswordHash>[1]) =>
    scene.database.transaction((tx) => storePasswordHash(tx, change));
  const stored = async (userId: string) => {
    const [row] = await scene.sql`select password_hash from users where id = ${userId}`;
    return row?.password_hash;
  };

  it("are replaced only when the one in place is the expected one", async () => {
    const ids = newIds();
    await scene.client.createUser(scene.newUser("ada@example.org", ids));
    const [first, second] = [hashOf("k1", "05"), hashOf("k2", "06")];
    const user = await store({ ...ids, passwordHash: first, expected: scene.passwordHash });
    assert.equal(user?.email, "ada@example.org");
    assert.equal(await store({ ...ids, passwordHash: second, expected: scene.passwordHash }), undefined);
    assert.equal(await store({ ...newIds(), passwordHash: second, expected: first }), undefined);
    assert.equal(await stored(ids.userId), first);
    assert.deepEqual(await schemes(), ["p=k1$2b$04", "p=k1$2b$05"]);
  });

  it("have one winner when two replace the same one at a time, and note a new scheme once", async () => {
    const users = Array.from({ length: 10 }, newIds);
    for (const ids of users) await scene.client.createUser(scene.newUser(`${ids.userId}@example.org`, ids));
    const passwordHash = hashOf("k3", "07");
    const twice = users.flatMap((ids) => [ids, ids]);
    const ends = await Promise.all(twice.map((ids) => store({ ...ids, passwordHash, expected: scene.passwordHash })));
    assert.equal(ends.filter((user) => user !== undefined).length, 10);
    assert.deepEqual(await schemes(), ["p=k1$2b$04", "p=k3$2b$07"]);
  });

  it("note nothing of a user that is not made after all", async () => {
    const ids = newIds();
    await scene.client.createUser(scene.newUser("taken@example.org", ids));
    await scene.client.activateUser(ids);
    await scene.sql`delete from password_schemes`;
    await scene.client.createUser(scene.newUser("taken@example.org")).catch(() => {});
    assert.deepEqual(await schemes(), []);
  });

  it("of users from before have their schemes noted by a migration", async () => {
    const hashes = [hashOf("k1", "12"), hashOf("k1", "12"), hashOf("2026-01_b", "10"), "x", "$2b$12$bare"];
    for (const [index, hash] of hashes.entries())
      await scene.sql`insert into users (email, password_hash) values (${`old${index}@example.org`}, ${hash})`;
    const migration = new URL("../../drizzle/auth/0008_password_schemes_in_use.sql", import.meta.url);
    await scene.database.query((db) => db.execute(sql.raw(readFileSync(migration, "utf8"))));
    const noted = await schemes();
    assert.ok(
      ["p=k1$2b$12", "p=2026-01_b$2b$10"].every((scheme) => noted.includes(scheme)),
      String(noted),
    );
    assert.ok(
      noted.every((scheme) => /^p=[\w-]+\$2b\$\d\d$/.test(scheme)),
      String(noted),
    );
  });
});
