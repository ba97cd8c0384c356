import assert from "node:assert/strict";
import { test } from "node:test";
import { envelope, postH1, postH2, type RawAnswer, refusal } from "../testing/http.ts";
import { stubRoutes } from "../testing/routes.ts";
import { testServer } from "../testing/server.ts";

const registerPath = "/flock.registration.v1.RegistrationService/Register";
const watchPath = "/flock.registration.v1.RegistrationService/WatchRegistration";
const json = { "content-type": "application/json" };

type Post = (url: string, text: string) => Promise<RawAnswer>;
const rawPosts: Record<string, Post> = {
  Connect: (url, text) => postH1(`${url}${registerPath}`, json, text),
  "Connect over HTTP/2": (url, text) => postH2(`${url}${registerPath}`, json, text),
  "a Connect stream": (url, text) =>
    postH1(`${url}${watchPath}`, { "content-type": "application/connect+json" }, envelope(text)),
  gRPC: (url, text) =>
    postH2(`${url}${registerPath}`, { "content-type": "application/grpc+json", te: "trailers" }, envelope(text)),
  "a gRPC stream": (url, text) =>
    postH2(`${url}${watchPath}`, { "content-type": "application/grpc+json", te: "trailers" }, envelope(text)),
  "gRPC-Web": (url, text) =>
    postH1(`${url}${registerPath}`, { "content-type": "application/grpc-web+json" }, envelope(text)),
};

for (const [name, post] of Object.entries(rawPosts)) {
  test(`${name}: a field of the wrong type is named, its value is neither answered nor logged`, async (t) => {
    const { url, lines } = await testServer(t, { routes: stubRoutes });
    const field = name.includes("stream") ? "id" : "password";
    const answer = await post(url, JSON.stringify({ [field]: 1234567890 }));
    assert.deepEqual(refusal(answer), { reason: "INVALID_REQUEST", fields: [field] });
    assert.doesNotMatch(JSON.stringify([answer, lines]), /1234567890/);
  });

  test(`${name}: a body that is no JSON is neither quoted in the answer nor logged`, async (t) => {
    const { url, lines } = await testServer(t, { routes: stubRoutes });
    for (const body of [
      '{"password": "hunter2',
      "hunter2",
      '{"password":"hunter2","password":"hunter2"}',
      '["hunter2"]',
    ]) {
      const answer = await post(url, body);
      assert.deepEqual(refusal(answer), { reason: "INVALID_REQUEST", fields: [] }, body);
      assert.doesNotMatch(JSON.stringify([answer, lines]), /hunter2|quoted/);
    }
  });
}
