import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Client } from "@connectrpc/connect";
import { decodeProtectedHeader } from "jose";
import { KeyService } from "../../gen/flock/auth/v1/key_service_pb.ts";
import { type SigningKey, SigningKeyState as State } from "../../gen/flock/auth/v1/signing_key_pb.ts";
import { authScene } from "../../test/auth.ts";
import { reasonOrAnswer } from "../../test/serving.ts";

const spread = 2 * (300 + 60 + 60) * 1000; // 14 minutes
const life = 600_000; // 10 minutes

describe("KeyService", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  let operator: Client<typeof KeyService>;
  before(async () => {
    scene = await authScene();
    operator = scene.clientOf(KeyService, "operator");
  });
  after(() => scene.close());

  const published = async () => {
    const response = await fetch(`${scene.url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };
  const listed = async () => (await operator.listSigningKeys({})).keys;
  const token = async () => {
    const subject = { userId: randomUUID(), sessionId: randomUUID(), now: new Date() };
    return (await scene.keys.issueAccessToken(subject)).accessToken;
  };
  const signs = async () => decodeProtectedHeader(await token()).kid;
  /** Makes so many milliseconds pass for every key. */
  const pass = async (ms: number) => {
    const by = `${ms} milliseconds`;
    await scene.sql`update signing_keys set active_from = active_from - ${by}::interval,
      retired_at = retired_at - ${by}::interval, created_at = created_at - ${by}::interval`;
    await scene.keys.renew();
  };
  const only = (keys: SigningKey[], state: State) => keys.filter((key) => key.state === state).map(({ kid }) => kid);

  it("shows the key that an empty database began with: it signs at once, and is published", async () => {
    const [key, ...more] = await listed();
    assert.deepEqual(more, []);
    assert.equal(key?.algorithm, "ES256");
    assert.equal(key?.state, State.SIGNING);
    assert.equal(key?.retiredAt, undefined);
    assert.deepEqual(key?.activeFrom, key?.createdAt);
    assert.deepEqual(await published(), [key?.kid]);
    assert.equal(await signs(), key?.kid);
  });

  it("makes a successor that waits until everybody must know it, and answers it again when asked again", async () => {
    const [old] = await listed();
    const { key } = await operator.rotateSigningKey({});
    assert.ok(key?.activeFrom && key.createdAt);
    assert.equal(key.state, State.WAITING);
    assert.equal(timestampMs(key.activeFrom) - timestampMs(key.createdAt), spread);
    assert.deepEqual(await operator.rotateSigningKey({}), await operator.rotateSigningKey({}));
    const [newest, before] = await listed();
    assert.deepEqual(newest, key);
    assert.equal(before?.kid, old?.kid);
    assert.deepEqual(before?.retiredAt, key.activeFrom);
    assert.deepEqual(new Set(await published()), new Set([old?.kid, key.kid]));
    assert.equal(await signs(), old?.kid);
  });

  it("lets the successor take over when its time has come; what the old one signed stays good until nobody can have it", async () => {
    const [next, old] = await listed();
    const before = await token();
    await pass(spread + 1_000);
    assert.equal(await signs(), next?.kid);
    assert.deepEqual(only(await listed(), State.RETIRED), [old?.kid]);
    await scene.keys.verifyUser(before);
    await pass(life + spread - 60_000);
    assert.deepEqual(only(await listed(), State.RETIRED), [old?.kid]);
    assert.ok((await published()).includes(old?.kid ?? ""));
    await pass(60_000);
    assert.deepEqual(await published(), [next?.kid]);
    assert.deepEqual(
      (await scene.sql`select kid from signing_keys`).map(({ kid }) => kid),
      [next?.kid],
    );
  });

  it("is not asked at all when a key is old enough: its successor is made by itself", async () => {
    await pass(29 * 86_400_000);
    assert.equal((await listed()).length, 1);
    await pass(86_400_000);
    assert.equal(only(await listed(), State.WAITING).length, 1);
    await pass(spread + life + spread + 1_000);
    assert.equal((await listed()).length, 1);
  });

  it("shows no private key, neither to its callers nor to a reader of the database or the log", async () => {
    await operator.rotateSigningKey({});
    const rows = await scene.sql`select * from signing_keys`;
    for (const { public_jwk, sealed_private } of rows) {
      assert.deepEqual(Object.keys(public_jwk).sort(), ["crv", "kty", "x", "y"]);
      assert.match(sealed_private, /^v1\.k1\.[\w-]+$/);
      assert.ok(!scene.logged().includes(sealed_private));
    }
    const text = await (await fetch(`${scene.url}/.well-known/jwks.json`)).text();
    assert.doesNotMatch(text, /"d"|PRIVATE/);
  });

  it("is for the operator alone", async () => {
    const orchestrator = scene.clientOf(KeyService, "orchestrator");
    const nobody = scene.clientOf(KeyService, "nobody");
    const bearer = await scene.bearer(randomUUID());
    for (const verb of ["listSigningKeys", "rotateSigningKey"] as const) {
      assert.equal(await reasonOrAnswer<unknown>(orchestrator[verb]({})), "PERMISSION_DENIED");
      assert.equal(await reasonOrAnswer<unknown>(nobody[verb]({})), "CREDENTIAL_REFUSED");
      assert.equal(await reasonOrAnswer<unknown>(nobody[verb]({}, bearer)), "CREDENTIAL_REFUSED");
    }
  });
});
