import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { decodeProtectedHeader } from "jose";
import { openDatabase } from "../../kit/db.ts";
import { parseKeyring } from "../../kit/keyring.ts";
import { reasonOf } from "../../kit/problem.ts";
import { memoryLog } from "../../kit/testing/server.ts";
import { authScene } from "../../test/auth.ts";
import { testTokenKeys } from "../../test/token-keys.ts";
import type { TokenKeys, TokenKeysOptions } from "./token-keys.ts";

const kek = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString("base64")}`;
const [old, young] = [kek("old", 1), kek("young", 2)];
const day = 86_400_000;
const edwards = { algorithm: "EdDSA" as const, rotateAfterMs: 30 * day };

describe("the signing keys of replicas of auth-service", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  let started: TokenKeys[] = [];
  before(async () => {
    scene = await authScene();
    scene.keys.stop();
  });
  beforeEach(() => scene.sql`delete from signing_keys`);
  afterEach(() => {
    for (const { stop } of started) stop();
    started = [];
  });
  after(() => scene.close());

  const replica = async (change: Partial<TokenKeysOptions> = {}) => {
    const keys = await testTokenKeys(scene.database, change);
    started.push(keys);
    return keys;
  };
  const withKeks = (text: string, change: Partial<TokenKeysOptions> = {}) =>
    replica({ keyEncryptionKeys: parseKeyring(text), ...change });
  const issue = async ({ issueAccessToken }: TokenKeys) =>
    (await issueAccessToken({ userId: randomUUID(), sessionId: randomUUID(), now: new Date() })).accessToken;
  const headOf = async (keys: TokenKeys) => decodeProtectedHeader(await issue(keys));
  const rows = () => scene.sql`select * from signing_keys order by created_at`;
  const takeOver = () => scene.sql`update signing_keys set
    active_from = active_from - interval '20 minutes', retired_at = retired_at - interval '20 minutes'`;
  const is = (reason: string) => (error: unknown) => reasonOf(error) === reason;

  it("are made once, however many replicas start or are asked to rotate at the same moment", async () => {
    const replicas = await Promise.all(Array.from({ length: 8 }, () => replica()));
    assert.equal((await rows()).length, 1);
    await Promise.all(replicas.map(({ maintain }) => maintain(true)));
    assert.equal((await rows()).length, 2);
    for (const keys of replicas) assert.ok(keys.canSign());
  });

  it("tell of a user and a session by the clock that the caller gives, for ten minutes", async () => {
    const keys = await replica();
    const subject = {
      userId: randomUUID(),
      sessionId: randomUUID(),
      now: new Date(Math.floor(Date.now() / 1000) * 1000),
    };
    const { accessToken, expiresAt } = await keys.issueAccessToken(subject);
    const caller = { kind: "user", id: subject.userId, sessionId: subject.sessionId };
    assert.deepEqual(await keys.verifyUser(accessToken), caller);
    assert.equal(expiresAt.getTime() - subject.now.getTime(), 600_000);
    const claims = JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString());
    assert.deepEqual(Object.keys(claims).sort(), ["aud", "exp", "iat", "iss", "jti", "sid", "sub"]);
    assert.deepEqual({ ...decodeProtectedHeader(accessToken), kid: "" }, { alg: "ES256", typ: "at+jwt", kid: "" });
    const another = await keys.issueAccessToken({ ...subject, now: new Date(Date.now() - 700_000) });
    await assert.rejects(keys.verifyUser(another.accessToken), is("INVALID_ACCESS_TOKEN"));
  });

  it("change to another algorithm by configuration, after the usual wait, and both verify", async () => {
    const first = await replica();
    const token = await issue(first);
    const second = await replica({ policy: edwards, askAgainMs: 0 });
    assert.equal((await headOf(second)).alg, "ES256");
    assert.deepEqual(
      (await rows()).map(({ algorithm }) => algorithm),
      ["ES256", "EdDSA"],
    );
    await takeOver();
    await second.renew();
    assert.equal((await headOf(second)).alg, "EdDSA");
    await second.verifyUser(token);
    await second.verifyUser(await issue(second));
  });

  it("are read again when a token names one that is not known here yet", async () => {
    const [first, second] = [await replica(), await replica({ askAgainMs: 0 })];
    await first.maintain(true);
    await takeOver();
    await first.renew();
    assert.equal((await headOf(first)).kid, (await rows())[1]?.kid);
    await second.verifyUser(await issue(first));
  });

  it("are sealed under a new KEY_ENCRYPTION_KEYS entry once it stands first; the old one is still read", async () => {
    await withKeks(old);
    const both = await withKeks(`${young},${old}`);
    assert.ok(both.canSign());
    await both.maintain(true);
    const sealed = (await rows()).map(({ sealed_private }) => sealed_private.split(".")[1]);
    assert.deepEqual(sealed, ["old", "young"]);
    await takeOver();
    const later = await withKeks(young);
    assert.ok(later.canSign());
    await later.verifyUser(await issue(later));
  });

  it("can not sign while the key that sealed them is missing: KEY_UNAVAILABLE, not ready, and verifying goes on", async () => {
    const whole = await withKeks(old);
    const { log, lines } = memoryLog();
    const lacking = await withKeks(young, { log });
    await assert.rejects(issue(lacking), is("KEY_UNAVAILABLE"));
    assert.equal(lacking.canSign(), false);
    assert.match(lines.join(""), /"level":"error".*a signing key can not be opened here/);
    await lacking.verifyUser(await issue(whole));
    await lacking.maintain(true);
    await takeOver();
    await lacking.renew();
    assert.ok(lacking.canSign());
  });

  it("that were damaged, or sealed for another row, do not sign either", async () => {
    const keys = await replica();
    await keys.maintain(true);
    const [first, second] = await rows();
    const damaged = [second?.sealed_private, `${first?.sealed_private.slice(0, -8)}AAAAAAAA`, "v1", "nonsense"];
    for (const sealed of damaged) {
      await scene.sql`update signing_keys set sealed_private = ${sealed} where kid = ${first?.kid}`;
      const { log, lines } = memoryLog();
      const reader = await replica({ log });
      await assert.rejects(issue(reader), is("KEY_UNAVAILABLE"));
      assert.match(lines.join(""), /a signing key can not be opened here/);
      assert.ok(!lines.join("").includes(sealed));
    }
    await scene.sql`update signing_keys set sealed_private = ${first?.sealed_private}, algorithm = 'EdDSA'
      where kid = ${first?.kid}`;
    await assert.rejects(issue(await replica()), is("KEY_UNAVAILABLE"));
  });

  it("are SERVICE_UNAVAILABLE while the database was never reached", async () => {
    const token = await issue(await replica());
    const nowhere = openDatabase("postgres://nobody@127.0.0.1:1/nothing");
    const { log, lines } = memoryLog();
    const keys = await testTokenKeys(nowhere, { log });
    assert.equal(keys.canSign(), false);
    await assert.rejects(keys.verifyUser(token), is("SERVICE_UNAVAILABLE"));
    await assert.rejects(issue(keys), is("SERVICE_UNAVAILABLE"));
    for (const page of Object.values(keys.pages)) assert.throws(page.content, is("SERVICE_UNAVAILABLE"));
    assert.match(lines.join(""), /the signing keys can not be read/);
    keys.stop();
    await nowhere.close();
  });
});
