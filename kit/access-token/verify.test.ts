import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { ConnectRouter } from "@connectrpc/connect";
import { exportSPKI, UnsecuredJWT } from "jose";
import { AuthService } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { KeyService } from "../../gen/flock/auth/v1/key_service_pb.ts";
import { connectClient } from "../client.ts";
import { newCredential, parseAccepted } from "../credentials.ts";
import { userOf } from "../gate.ts";
import { Problem, reasonOf } from "../problem.ts";
import { type Server, serve } from "../serve.ts";
import { serverConfig } from "../server-env.ts";
import { memoryLog } from "../testing/server.ts";
import { type Changes, testIssuer, tokenMaker } from "../testing/tokens.ts";
import { importJwks } from "./jwks.ts";
import { createVerifier } from "./verify.ts";

const routes = (router: ConnectRouter) => {
  router.service(AuthService, { getCurrentUser: (_, context) => ({ user: { id: userOf(context).id } }) });
  router.service(KeyService, { listSigningKeys: () => ({ keys: [] }) });
};
const seconds = (fromNow = 0) => Math.floor(Date.now() / 1000) + fromNow;

describe("a method for users", async () => {
  const [maker, edwards, stranger] = [await tokenMaker(), await tokenMaker("EdDSA"), await tokenMaker()];
  const keys = await importJwks({ keys: [maker.jwk, edwards.jwk] });
  const operator = newCredential("operator", "k1");
  const { log, lines } = memoryLog();
  let server: Server;
  before(async () => {
    const verifyUser = createVerifier({ issuer: testIssuer, findKey: async (kid) => keys.get(kid) });
    const config = serverConfig({ ADMIN_PORT: 0, ACCEPTED_CREDENTIALS: parseAccepted(operator.accepted) });
    server = await serve({ name: "test", config, log, routes, verifyUser });
  });
  after(() => server.close());

  const call = async (authorization: string | undefined) => {
    const client = connectClient(AuthService, { baseUrl: server.url, timeoutMs: 5_000 });
    const { user } = await client.getCurrentUser({}, authorization ? { headers: { authorization } } : {});
    return user?.id;
  };
  const refused = async (authorization: string | undefined, what: string) => {
    await assert.rejects(
      call(authorization),
      (error) => {
        assert.equal(reasonOf(error), "INVALID_ACCESS_TOKEN", what);
        assert.equal((error as Problem).rawMessage, new Problem("INVALID_ACCESS_TOKEN").rawMessage);
        return true;
      },
      what,
    );
  };
  const each = async (cases: Record<string, Changes>) => {
    for (const [what, changes] of Object.entries(cases)) await refused(`Bearer ${await maker.make(changes)}`, what);
  };

  it("lets the bearer of a good token in, under either algorithm", async () => {
    const sub = randomUUID();
    assert.equal(await call(`Bearer ${await maker.make({ claims: { sub } })}`), sub);
    assert.equal(await call(`Bearer ${await edwards.make({ claims: { sub } })}`), sub);
  });

  it("refuses a token that is expired, and bears a minute of difference between two clocks", async () => {
    await each({
      expired: { claims: { iat: seconds(-700), exp: seconds(-100) } },
      "from the future": { claims: { iat: seconds(90), exp: seconds(690) } },
      "not valid yet": { claims: { nbf: seconds(90) } },
      "older than any of ours": { claims: { iat: seconds(-700), exp: seconds(100) } },
    });
    await call(`Bearer ${await maker.make({ claims: { iat: seconds(-630), exp: seconds(-30) } })}`);
    await call(`Bearer ${await maker.make({ claims: { iat: seconds(30), exp: seconds(630) } })}`);
  });

  it("refuses a token that was made for something else, or by somebody else", async () => {
    await each({
      "of another service": { claims: { aud: "elsewhere" } },
      "of several services": { claims: { aud: ["flock", "elsewhere"] } },
      "of another issuer": { claims: { iss: "http://auth.elsewhere" } },
      "of another type": { header: { typ: "JWT" } },
      "of no type": { header: { typ: undefined } },
      "an id token": { header: { typ: "id+jwt" } },
    });
  });

  it("refuses a forged token: of a made-up key, of none, of another key's id, signed with the public key", async () => {
    const pem = Buffer.from(await exportSPKI(maker.publicKey));
    await each({
      "a stranger's key": { key: stranger.privateKey },
      "an unknown key": { header: { kid: stranger.kid }, key: stranger.privateKey },
      "no key": { header: { kid: undefined } },
      "a key that is no text": { header: { kid: ["x"] } },
      "another key's id": { header: { kid: edwards.kid } },
      "its own key inside": { header: { kid: stranger.kid, jwk: stranger.jwk }, key: stranger.privateKey },
      "the public key as a shared secret": { header: { alg: "HS256" }, key: pem },
    });
    const unsigned = new UnsecuredJWT({ sub: randomUUID(), sid: randomUUID(), iss: testIssuer, aud: "flock" });
    await refused(`Bearer ${unsigned.setIssuedAt().setExpirationTime("5m").encode()}`, "alg: none");
    const [, payload, signature] = (await maker.make()).split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt", kid: maker.kid })).toString("base64url");
    for (const end of ["", signature]) await refused(`Bearer ${none}.${payload}.${end}`, "alg: none with our kid");
  });

  it("refuses claims that are missing or of another form, however well they are signed", async () => {
    const claims = ["iss", "aud", "sub", "sid", "iat", "exp", "jti"];
    await each(Object.fromEntries(claims.map((name) => [`no ${name}`, { claims: { [name]: undefined } }])));
    await each({
      "an upper-case sub": { claims: { sub: randomUUID().toUpperCase() } },
      "a sub that is no id": { claims: { sub: "admin" } },
      "a sub that is no text": { claims: { sub: 7 } },
      "a sid that is no id": { claims: { sid: "" } },
      "a sid that is a list": { claims: { sid: [randomUUID()] } },
      "an exp that is a text": { claims: { exp: String(seconds(600)) } },
      "an iat between seconds": { claims: { iat: seconds() + 0.5 } },
      "an endless jti": { claims: { jti: "x".repeat(65) } },
      "a sub and more": { claims: { sub: `${randomUUID()}\n` } },
    });
  });

  it("refuses a token that was cut off or changed anywhere, and what is no token", async () => {
    const token = await maker.make();
    const [head = "", payload = "", signature = ""] = token.split(".");
    for (const length of [0, 1, 10, head.length, head.length + 1 + payload.length, token.length - 1])
      await refused(`Bearer ${token.slice(0, length)}`, `cut to ${length}`);
    const other = Buffer.from(payload, "base64url")
      .toString()
      .replace(/"sub":"./, '"sub":"0');
    const flipped = signature.replace(/^./, (first) => (first === "A" ? "B" : "A"));
    await refused(`Bearer ${head}.${Buffer.from(`${other} `).toString("base64url")}.${signature}`, "other claims");
    await refused(`Bearer ${head}.${payload}.${flipped}`, "another signature");
    for (const text of [
      undefined,
      "Bearer",
      "Bearer a.b.c",
      "Bearer ....",
      "Basic YTpi",
      `Bearer ${"a".repeat(8_000)}`,
    ])
      await refused(text, String(text));
  });

  it("refuses a service's credential, and a method for services refuses a user's token", async () => {
    await refused(`Flock-Service ${operator.credential}`, "a credential");
    const client = connectClient(KeyService, { baseUrl: server.url, timeoutMs: 5_000 });
    const as = (authorization: string) => client.listSigningKeys({}, { headers: { authorization } });
    const is = (reason: string) => (error: unknown) => reasonOf(error) === reason;
    await assert.rejects(as(`Bearer ${await maker.make()}`), is("CREDENTIAL_REFUSED"));
    await assert.rejects(as(`Flock-Service ${await maker.make()}`), is("CREDENTIAL_REFUSED"));
    const both = `Bearer ${await maker.make()}, Flock-Service ${operator.credential}`;
    await assert.rejects(call(both), is("CREDENTIAL_REFUSED"));
    await as(`Flock-Service ${operator.credential}`);
  });

  it("and nothing of a token ever reaches the log", async () => {
    const token = await maker.make({ claims: { aud: "elsewhere" } });
    await refused(`Bearer ${token}`, "of another service");
    for (const part of token.split(".")) assert.ok(!lines.join("").includes(part));
  });
});
