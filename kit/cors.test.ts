import assert from "node:assert/strict";
import { test } from "node:test";
import { stubRoutes } from "./testing/routes.ts";
import { testServer } from "./testing/server.ts";

const path = "/flock.profile.v1.ProfileService/CheckUsername";
const config = { ALLOWED_ORIGINS: ["https://app.example"] };
const call = { method: "POST", body: '{"username":"ada"}' };

test("a page of an allowed origin may call and read the trace id and the error details", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes, config });
  const origin = { origin: "https://app.example" };
  const { status, headers } = await fetch(`${url}${path}`, { method: "OPTIONS", headers: origin });
  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-origin"), "https://app.example");
  assert.match(
    headers.get("access-control-allow-headers") ?? "",
    /connect-protocol-version.*authorization.*traceparent/i,
  );
  const answer = await fetch(`${url}${path}`, { ...call, headers: { ...origin, "content-type": "application/json" } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("access-control-allow-origin"), "https://app.example");
  for (const seen of [headers, answer.headers]) assert.equal(seen.get("access-control-allow-credentials"), "true");
  assert.match(answer.headers.get("access-control-expose-headers") ?? "", /grpc-status-details-bin.*x-request-id/i);
  assert.equal(answer.headers.get("vary"), "Origin");
});

test("a page of any other origin is granted nothing", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes, config });
  for (const origin of ["https://evil.example", "https://app.example.evil.example", "null", "http://app.example"]) {
    const { headers } = await fetch(`${url}${path}`, { method: "OPTIONS", headers: { origin } });
    const granted = [...headers.keys()].filter((name) => name.startsWith("access-control"));
    assert.deepEqual(granted, [], origin);
    assert.equal(headers.get("vary"), "Origin");
  }
});
