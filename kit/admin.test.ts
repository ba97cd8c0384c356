import assert from "node:assert/strict";
import { test } from "node:test";
import { testServer } from "./testing/server.ts";

const get = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, text: await response.text(), type: response.headers.get("content-type") };
};

test("a process that runs is alive, and ready only while its check says so", async (t) => {
  let check: () => unknown = () => undefined;
  const { adminUrl } = await testServer(t, { ready: () => check() });
  assert.equal((await get(`${adminUrl}/livez`)).status, 200);
  assert.equal((await get(`${adminUrl}/readyz`)).status, 200);
  const refusing = [
    () => false,
    () => Promise.reject(new Error("no database")),
    () => {
      throw new Error("no");
    },
  ];
  for (const refuse of refusing) {
    check = refuse;
    assert.equal((await get(`${adminUrl}/readyz`)).status, 503);
    assert.equal((await get(`${adminUrl}/livez`)).status, 200);
  }
});

test("a readiness check that hangs counts as not ready after two seconds", async (t) => {
  const { adminUrl } = await testServer(t, { ready: () => new Promise(() => undefined) });
  const start = performance.now();
  assert.equal((await get(`${adminUrl}/readyz`)).status, 503);
  assert.ok(performance.now() - start < 3_000);
});

test("the metrics of the process are there in Prometheus text, and nothing else is", async (t) => {
  const { adminUrl, url } = await testServer(t, {});
  const { text, type } = await get(`${adminUrl}/metrics`);
  assert.match(text, /^process_cpu_seconds_total /m);
  assert.match(text, /^# TYPE flock_rpc_duration_seconds histogram$/m);
  assert.match(type ?? "", /^text\/plain/);
  for (const path of ["/", "/toString", "/__proto__", "/metrics/"]) {
    assert.equal((await get(`${adminUrl}${path}`)).status, 404);
  }
  assert.equal((await get(`${url}/metrics`)).status, 404);
});
