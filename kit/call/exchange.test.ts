import assert from "node:assert/strict";
import { test } from "node:test";
import { postH2, refusal, speak } from "../testing/http.ts";
import { goodRegister, stubRoutes } from "../testing/routes.ts";
import { testServer } from "../testing/server.ts";

const registerPath = "/flock.registration.v1.RegistrationService/Register";
const json = { "content-type": "application/json" };
const good = JSON.stringify(goodRegister);
const head = (...lines: string[]) => [`POST ${registerPath} HTTP/1.1`, ...lines, "", ""].join("\r\n");

test("a host that is no host is refused and does not end the process", async (t) => {
  const { port } = await testServer(t, { routes: stubRoutes });
  const answer = await speak(
    port,
    head("host: [", "content-type: application/json", "content-length: 0", "connection: close"),
  );
  assert.match(answer, /^HTTP\/1.1 400 .*INVALID_REQUEST/s);
});

test("two authorization headers are refused", async (t) => {
  const { port, url } = await testServer(t, { routes: stubRoutes });
  const both = ["authorization: Bearer a", "authorization: Flock-Service b.c"];
  const answer = await speak(
    port,
    `${head("host: a", ...both, "content-type: application/json", "content-length: 2", "connection: close")}{}`,
  );
  assert.match(answer, /^HTTP\/1.1 401 .*CREDENTIAL_REFUSED/s);
  const h2 = await postH2(`${url}${registerPath}`, { ...json, authorization: "Bearer a, Flock-Service b.c" }, good);
  assert.equal(refusal(h2).reason, "CREDENTIAL_REFUSED");
});

test("a sender that is slower than the deadline is answered, not waited for", async (t) => {
  const { port } = await testServer(t, { routes: stubRoutes, config: { DEFAULT_DEADLINE_MS: 150 } });
  const answer = await speak(
    port,
    `${head("host: a", "content-type: application/json", "content-length: 100")}{"password":`,
  );
  assert.match(answer, /^HTTP\/1.1 504 .*DEADLINE_EXCEEDED/s);
});
