import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { importJWK } from "jose";
import { refusal } from "../../kit/testing/http.ts";
import { authScene } from "../../test/auth.ts";
import { TEST_ISSUER } from "../../test/token-keys.ts";

const jwksPath = "/.well-known/jwks.json";
const discoveryPath = "/.well-known/openid-configuration";

describe("the documents by which anybody verifies our access tokens", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  const get = async (path: string) => (await fetch(`${scene.url}${path}`)).json() as Promise<Record<string, unknown>>;

  it("are for everybody, browsers included, and may be kept for five minutes", async () => {
    for (const path of [jwksPath, discoveryPath]) {
      const { status, headers } = await fetch(`${scene.url}${path}`, {
        headers: { origin: "https://anywhere.example" },
      });
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/json");
      assert.equal(headers.get("cache-control"), "public, max-age=300");
      assert.equal(headers.get("access-control-allow-origin"), "*");
      const head = await fetch(`${scene.url}${path}`, { method: "HEAD" });
      assert.deepEqual([head.status, await head.text()], [200, ""]);
      const post = await fetch(`${scene.url}${path}`, { method: "POST", body: "{}" });
      assert.deepEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
      assert.equal(refusal({ status: 405, headers: {}, text: await post.text() }).reason, "INVALID_REQUEST");
    }
  });

  it("hold public keys for signatures, each with its id and its algorithm, and nothing else of them", async () => {
    const { keys } = (await get(jwksPath)) as { keys: Record<string, string>[] };
    assert.equal(keys.length, 1);
    for (const key of keys) {
      assert.deepEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
      assert.deepEqual([key.use, key.alg, key.crv], ["sig", "ES256", "P-256"]);
      const imported = await importJWK(key);
      assert.equal(imported instanceof CryptoKey && imported.type, "public");
    }
  });

  it("say of the issuer only what is true", async () => {
    assert.deepEqual(await get(discoveryPath), {
      issuer: TEST_ISSUER,
      jwks_uri: `${TEST_ISSUER}${jwksPath}`,
      response_types_supported: [],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
    });
  });
});
