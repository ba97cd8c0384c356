import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { envelope, postH1, postH2, refusal } from "../testing/http.ts";
import { goodRegister, someId, stubRoutes } from "../testing/routes.ts";
import { testServer } from "../testing/server.ts";

const registerPath = "/flock.registration.v1.RegistrationService/Register";
const watchPath = "/flock.registration.v1.RegistrationService/WatchRegistration";
const profilePath = "/flock.profile.v1.ProfileService/GetProfile";
const json = { "content-type": "application/json" };
const good = JSON.stringify(goodRegister);

test("what is not a call is refused in JSON with a reason, whatever is wrong with it", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes });
  const cases: [status: number, reason: string, path: string, init: RequestInit][] = [
    [404, "METHOD_NOT_FOUND", "/", {}],
    [
      404,
      "METHOD_NOT_FOUND",
      "/flock.registration.v1.RegistrationService/Nope",
      { method: "POST", headers: json, body: "{}" },
    ],
    [405, "INVALID_REQUEST", registerPath, {}],
    [405, "INVALID_REQUEST", registerPath, { method: "PUT", headers: json, body: "{}" }],
    [415, "INVALID_REQUEST", registerPath, { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" }],
    [
      400,
      "INVALID_REQUEST",
      registerPath,
      { method: "POST", headers: { ...json, "connect-timeout-ms": "hunter2" }, body: good },
    ],
    [
      501,
      "INVALID_REQUEST",
      registerPath,
      { method: "POST", headers: { ...json, "content-encoding": "hunter2" }, body: good },
    ],
    [
      400,
      "INVALID_REQUEST",
      registerPath,
      { method: "POST", headers: { ...json, "content-encoding": "gzip" }, body: good },
    ],
    [
      400,
      "INVALID_REQUEST",
      registerPath,
      { method: "POST", headers: { "content-type": "application/proto" }, body: "hunter2" },
    ],
    [400, "INVALID_REQUEST", `${profilePath}?encoding=json&base64=1&message=hunter2!`, {}],
    [400, "INVALID_REQUEST", `${profilePath}?encoding=json&message=hunter2`, {}],
  ];
  for (const [status, reason, path, init] of cases) {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    const label = `${init.method} ${path}: ${text}`;
    assert.equal(refusal({ status, headers: {}, text }).reason, reason, label);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
    assert.doesNotMatch(text, /hunter2/);
    assert.equal(response.status, status === 501 ? response.status : status, label);
  }
});

test("a request that is small only while it is compressed is refused", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes });
  const bomb = gzipSync(JSON.stringify({ ...goodRegister, displayName: "x".repeat(10_000_000) }));
  const answer = await postH1(`${url}${registerPath}`, { ...json, "content-encoding": "gzip" }, bomb);
  assert.equal(refusal(answer).reason, "REQUEST_TOO_LARGE");
  const small = await postH1(`${url}${registerPath}`, { ...json, "content-encoding": "gzip" }, gzipSync(good));
  assert.equal(small.status, 200);
});

test("a stream with no message, or with two, is refused", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes });
  const type = { "content-type": "application/connect+json" };
  const one = envelope(JSON.stringify({ id: someId }));
  for (const body of [new Uint8Array(), Buffer.concat([one, one])]) {
    assert.equal(refusal(await postH1(`${url}${watchPath}`, type, body)).reason, "INVALID_REQUEST");
  }
});

test("a deadline that no timer can hold is cut off, not refused and not taken for none", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes });
  const far = { ...json, "connect-timeout-ms": "9999999999" };
  assert.equal((await postH1(`${url}${registerPath}`, far, good)).status, 200);
  const grpc = { "content-type": "application/grpc+json", te: "trailers", "grpc-timeout": "99999999H" };
  assert.equal((await postH2(`${url}${registerPath}`, grpc, envelope(good))).headers["grpc-status"], "0");
});

test("a gRPC client is told of an unknown method in its own way", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes });
  for (const type of ["application/grpc", "application/grpc-web+proto"]) {
    const post = type === "application/grpc" ? postH2 : postH1;
    const answer = await post(`${url}/flock.Nobody/Knows`, { "content-type": type, te: "trailers" }, envelope("{}"));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["grpc-status"], "12");
    assert.equal(refusal(answer).reason, "METHOD_NOT_FOUND");
  }
});
