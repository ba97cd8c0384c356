import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import bcrypt from "bcrypt";
import { openDatabase } from "../../kit/db.ts";
import { parseKeyring } from "../../kit/keyring.ts";
import { reasonOf } from "../../kit/problem.ts";
import { authScene, password } from "../../test/auth.ts";
import { cpuMsOf } from "../../test/cpu.ts";
import { foreignHashes } from "../../test/foreign-hashes.ts";
import { newIds } from "../../test/ids.ts";
import { type Credentials, checkCredentials } from "./check-credentials.ts";
import { createHasher, type HasherOptions } from "./hashing.ts";
import { createFloor } from "./refusal-floor.ts";
import { renewHash } from "./renew-hash.ts";

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString("base64")}`;
const hasherWith = (options: Partial<HasherOptions> = {}) =>
  createHasher({ cost: 4, concurrency: 1, queueLimit: 0, peppers: parseKeyring(key("k1", 1)), ...options });

describe("checking credentials", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());

  const check = (credentials: Credentials, deps: object = {}, signal?: AbortSignal) =>
    checkCredentials({ ...scene, ...deps })(credentials, signal);
  const refusal = (...input: Parameters<typeof check>) =>
    check(...input).then(
      () => "not refused",
      (error) => reasonOf(error) ?? String(error),
    );
  const register = async (email: string, sealedPassword?: string, ids = newIds()) => {
    const user = scene.newUser(email, ids);
    await scene.client.createUser({ ...user, sealedPassword: sealedPassword ?? user.sealedPassword });
    await scene.client.activateUser(ids);
    return ids.userId;
  };
  const imported = async (email: string, passwordHash: string) => {
    const ids = newIds();
    const { sealedPassword } = await scene.client.sealPasswordHash({ userId: ids.userId, email, passwordHash });
    return register(email, sealedPassword, ids);
  };
  const rowOf = async (userId: string) => {
    const [row] = await scene.sql`select password_hash, status, updated_at from users where id = ${userId}`;
    return { ...row };
  };
  const hashOf = async (userId: string) => String((await rowOf(userId)).password_hash);
  const schemesInUse = async () =>
    (await scene.sql`select scheme from password_schemes`).map(({ scheme }) => String(scheme));

  it("gives the user and the stored hash, by the address as it is typed or by the user's id", async () => {
    const id = await register("ada@example.org");
    for (const who of [{ email: " Ada@EXAMPLE.org " }, { userId: id }]) {
      const { user, passwordHash } = await check({ ...who, password });
      assert.deepEqual([user.id, user.state, passwordHash], [id, "active", scene.passwordHash]);
    }
    assert.equal((await rowOf(id)).password_hash, scene.passwordHash);
  });

  it("refuses whoever is unknown, not active, or has another password, and changes no row for them", async () => {
    const id = await register("grace@example.org", undefined);
    const pending = scene.newUser("pending@example.org");
    await scene.client.createUser(pending);
    const all = async () => JSON.stringify([await scene.sql`select * from users order by id`, await schemesInUse()]);
    const newer = { hasher: hasherWith({ cost: 5 }) };
    const refused = async (credentials: Credentials) => {
      const before = await all();
      assert.equal(await refusal(credentials, newer), "INVALID_CREDENTIALS");
      assert.equal(await all(), before);
    };
    await refused({ email: "grace@example.org", password: `${password}.` });
    await refused({ email: "nobody@example.org", password });
    await refused({ email: "no address", password });
    await refused({ userId: newIds().userId, password });
    await refused({ email: "grace@example.org", password: `${password}\t` });
    await refused({ userId: pending.userId, password });
    for (const status of ["disabled", "deleting", "erasing"]) {
      await scene.sql`update users set status = ${status} where id = ${id}`;
      await refused({ userId: id, password });
    }
  });

  it("lets in who was imported from another system, by any scheme, and stores a hash of ours then", async () => {
    for (const [index, { kind, password, hash }] of foreignHashes.entries()) {
      const email = `imported${index}@example.org`;
      const id = await imported(email, hash);
      assert.equal(await refusal({ email, password: `${password.slice(0, -1)}?` }), "INVALID_CREDENTIALS", kind);
      assert.equal(await hashOf(id), `$flock$p=$${hash}`, kind);
      const first = await check({ email, password });
      assert.match(await hashOf(id), /^\$flock\$p=k1\$\$2b\$04\$/, kind);
      assert.equal(first.passwordHash, await hashOf(id));
      assert.equal(first.user.updatedAt.getTime(), (await rowOf(id)).updated_at.getTime());
      assert.equal((await check({ email, password })).passwordHash, first.passwordHash, kind);
      assert.equal(await refusal({ email, password: `${password.slice(0, -1)}?` }), "INVALID_CREDENTIALS", kind);
    }
  });

  it("renews the hash when scheme, cost or pepper of new ones have changed, and notes how it was made", async () => {
    const id = await register("hedy@example.org");
    const steps: [Partial<HasherOptions>, string][] = [
      [{ cost: 5 }, "p=k1$2b$05"],
      [{ cost: 4 }, "p=k1$2b$04"],
      [{ scheme: "argon2id" }, "p=k1$argon2id$v=19$m=19456,t=2,p=1"],
      [{ peppers: parseKeyring(`${key("k2", 2)},${key("k1", 1)}`) }, "p=k2$2b$04"],
    ];
    for (const [options, scheme] of steps) {
      const before = await hashOf(id);
      const { passwordHash } = await check({ userId: id, password }, { hasher: hasherWith(options) });
      assert.notEqual(passwordHash, before);
      assert.equal(await hashOf(id), passwordHash);
      assert.ok(passwordHash.startsWith(`$flock$${scheme.replace("$", "$$$$")}$`), passwordHash);
      assert.ok((await schemesInUse()).includes(scheme), scheme);
      assert.equal((await check({ userId: id, password }, { hasher: hasherWith(options) })).passwordHash, passwordHash);
    }
  });

  it("does not overwrite a password that was changed meanwhile", async () => {
    const id = await register("joan@example.org");
    const checked = await check({ userId: id, password });
    await scene.sql`update users set password_hash = 'changed' where id = ${id}`;
    const hasher = hasherWith({ cost: 5 });
    const kept = await hasher.withSlot((slot) => renewHash({ ...scene, hasher })(slot, checked, password));
    assert.equal(kept.passwordHash, checked.passwordHash);
    assert.equal(await hashOf(id), "changed");
  });

  it("lets in also when the hash can not be renewed, and keeps the old one", async () => {
    const id = await register("mary@example.org");
    await scene.sql`alter table password_schemes rename to elsewhere`;
    const { passwordHash } = await check({ userId: id, password }, { hasher: hasherWith({ cost: 6 }) });
    await scene.sql`alter table elsewhere rename to password_schemes`;
    assert.equal(passwordHash, scene.passwordHash);
    assert.equal(await hashOf(id), scene.passwordHash);
  });

  it("keeps the imported hash of a password that could not be set here", async () => {
    const id = await imported("tab@example.org", await bcrypt.hash("a\ttab", 4));
    assert.equal((await check({ userId: id, password: "a\ttab" })).user.id, id);
    assert.match(await hashOf(id), /^\$flock\$p=\$/);
  });

  it("is OVERLOADED before it looks anything up", async () => {
    const hasher = hasherWith();
    // Nobody listens there: whatever looked something up would be SERVICE_UNAVAILABLE.
    const away = openDatabase("postgres://auth_app@127.0.0.1:1/auth");
    const gate = Promise.withResolvers<void>();
    const busy = hasher.withSlot(() => gate.promise);
    const who = { email: "ada@example.org", password };
    assert.equal(await refusal(who, { hasher, database: away }), "OVERLOADED");
    gate.resolve();
    await busy;
    assert.equal(await refusal(who, { hasher, database: away }), "SERVICE_UNAVAILABLE");
    await away.close();
  });

  it("holds its slot while it looks up, and not while a refusal waits", async () => {
    const [hasher, floor] = [hasherWith(), createFloor({ leastMs: 60_000 })];
    const pause = await scene.pauseAt("read of users");
    const caller = new AbortController();
    const call = refusal({ email: "ada@example.org", password: "wrong" }, { hasher, floor }, caller.signal);
    await pause.waiting(1);
    assert.equal(hasher.running(), 1);
    await pause.end();
    while (hasher.running() > 0) await new Promise(setImmediate);
    caller.abort("the caller has gone");
    assert.equal(await call, "the caller has gone");
  });

  it("compares for an unknown user as for any", async () => {
    const hasher = hasherWith({ cost: 10 });
    const comparison = await cpuMsOf(() => hasher.matches(password, hasher.dummyOf(hasher.scheme) ?? ""));
    for (const email of ["nobody@example.org", "no address"])
      assert.ok((await cpuMsOf(() => refusal({ email, password }, { hasher }))) > comparison / 2);
  });

  it("tells of a pepper that is not loaded, and only after the floor", async () => {
    const id = await register("vera@example.org");
    await scene.sql`update users set password_hash = ${scene.passwordHash.replace("p=k1", "p=gone")} where id = ${id}`;
    const startedAt = performance.now();
    assert.equal(await refusal({ userId: id, password }, { floor: createFloor({ leastMs: 100 }) }), "KEY_UNAVAILABLE");
    assert.ok(performance.now() - startedAt >= 99);
  });
});
