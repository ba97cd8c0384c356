import assert from "node:assert/strict";
import http2 from "node:http2";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../problem.ts";
import { refusal } from "../testing/http.ts";
import { stubRoutes } from "../testing/routes.ts";
import { testServer } from "../testing/server.ts";
import type { Pages } from "./page.ts";

const hello = { headers: { "content-type": "text/plain", "cache-control": "public, max-age=9" }, text: "héllo" };
const fail = (error: Error) => () => {
  throw error;
};
const pages: Pages = {
  "/hello": { content: () => hello },
  "/broken": { content: fail(new Error("hunter2")) },
  "/away": { content: fail(new Problem("SERVICE_UNAVAILABLE")) },
};

test("a page is what it says, to GET and without its text to HEAD, whatever the query", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes, pages });
  const got = await fetch(`${url}/hello?x=1`);
  assert.equal(got.status, 200);
  assert.equal(await got.text(), "héllo");
  assert.equal(got.headers.get("cache-control"), "public, max-age=9");
  assert.match(got.headers.get("x-request-id") ?? "", /^[0-9a-f]{32}$/);
  const head = await fetch(`${url}/hello`, { method: "HEAD" });
  assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "6", ""]);
});

test("a page is served over HTTP/2 too", async (t) => {
  const { url } = await testServer(t, { pages });
  const session = http2.connect(url);
  for (const [method, text] of [
    ["GET", "héllo"],
    ["HEAD", ""],
  ]) {
    const stream = session.request({ ":method": method, ":path": "/hello" });
    let status = 0;
    stream.on("response", (headers) => {
      status = Number(headers[":status"]);
    });
    stream.end();
    const chunks: Buffer[] = await stream.toArray();
    assert.deepEqual([status, Buffer.concat(chunks).toString()], [200, text]);
  }
  session.close();
});

test("any other verb is 405, and a page that fails says why by its reason only", async (t) => {
  const { url, lines } = await testServer(t, { pages });
  const cases = [
    ["/hello", "POST", 405, "INVALID_REQUEST"],
    ["/hello", "DELETE", 405, "INVALID_REQUEST"],
    ["/broken", "GET", 500, "INTERNAL"],
    ["/away", "GET", 503, "SERVICE_UNAVAILABLE"],
    ["/constructor", "GET", 404, "METHOD_NOT_FOUND"],
  ] as const;
  for (const [path, method, status, reason] of cases) {
    const response = await fetch(`${url}${path}`, { method });
    const text = await response.text();
    assert.equal(response.status, status, path);
    assert.equal(refusal({ status, headers: {}, text }).reason, reason);
    assert.equal(response.headers.get("allow"), status === 405 ? "GET, HEAD" : null);
    assert.doesNotMatch(text, /hunter2/);
  }
  assert.match(lines.join(""), /a page failed/);
  assert.doesNotMatch(lines.join(""), /hunter2/);
});

test("a page is counted and logged under its path", async (t) => {
  const { url, lines, metrics } = await testServer(t, { pages });
  await (await fetch(`${url}/hello?token=hunter2`)).text();
  await (await fetch(`${url}/away`)).text();
  const access = () => lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "request");
  for (let tries = 0; access().length < 2 && tries < 200; tries++) await sleep(5);
  assert.deepEqual(
    access().map(({ method, code, reason }) => ({ method, code, reason })),
    [
      { method: "/hello", code: "ok", reason: undefined },
      { method: "/away", code: "unavailable", reason: "SERVICE_UNAVAILABLE" },
    ],
  );
  const counted = await metrics.registry.metrics();
  assert.match(counted, /flock_rpc_requests_total\{service="page",method="\/hello",code="ok",reason=""\} 1/);
  assert.doesNotMatch(lines.join("") + counted, /hunter2/);
});
