import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { goodRegister, stubRoutes } from "../testing/routes.ts";
import { testServer } from "../testing/server.ts";

const profile = "flock.profile.v1.ProfileService";
const registration = "flock.registration.v1.RegistrationService";
const json = { "content-type": "application/json" };
const post = (url: string, body: unknown, init: RequestInit = {}) =>
  fetch(url, { method: "POST", headers: json, body: JSON.stringify(body), ...init });

type Line = { msg: string; method: string; code: string; trace_id: string; ms: number };
const accessLines = (lines: string[]): Line[] =>
  lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "request");

/** An access line is written when the answer's last byte has left, which may be after the client has read it. */
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 200; tries++) await sleep(5);
  assert.ok(condition());
}

test("every request is one line of the access log, with the trace id that the client was told", async (t) => {
  const { url, lines } = await testServer(t, { routes: stubRoutes });
  const { headers } = await post(`${url}/${profile}/CheckUsername`, { username: "taken" });
  await until(() => accessLines(lines).length === 1);
  const [line] = accessLines(lines);
  assert.equal(line?.method, `${profile}/CheckUsername`);
  assert.equal(line?.code, "already_exists");
  assert.equal(line?.trace_id, headers.get("x-request-id"));
  assert.ok((line?.ms ?? -1) > 0);
});

test("no query string, no body and no unknown path gets into the access log", async (t) => {
  const { url, lines } = await testServer(t, { routes: stubRoutes });
  const message = encodeURIComponent(JSON.stringify({ username: "hunter2" }));
  await (await fetch(`${url}/${profile}/CheckUsername?encoding=json&message=${message}`)).text();
  await (await fetch(`${url}/hunter2?hunter2`)).text();
  await until(() => accessLines(lines).length === 2);
  assert.deepEqual(
    accessLines(lines).map(({ code }) => code),
    ["ok", "unimplemented"],
  );
  assert.doesNotMatch(lines.join(), /hunter2/);
});

test("calls are counted by method, code and reason, refusals and unknown paths too", async (t) => {
  const { url, metrics } = await testServer(t, { routes: stubRoutes });
  await post(`${url}/${profile}/CheckUsername`, { username: "free" });
  await post(`${url}/${profile}/CreateProfile`, {});
  await post(`${url}/${registration}/Register`, { email: 1 });
  await post(`${url}/nobody/knows`, {});
  await fetch(`${url}/${registration}/Register`);
  const count = async () => (await metrics.registry.metrics()).match(/^flock_rpc_requests_total.*$/gm)?.sort() ?? [];
  for (let tries = 0; (await count()).length < 4 && tries < 200; tries++) await sleep(5);
  assert.deepEqual(await count(), [
    `flock_rpc_requests_total{service="${profile}",method="CheckUsername",code="ok",reason=""} 1`,
    `flock_rpc_requests_total{service="${profile}",method="CreateProfile",code="unauthenticated",reason="CREDENTIAL_REFUSED"} 1`,
    `flock_rpc_requests_total{service="${registration}",method="Register",code="invalid_argument",reason="INVALID_REQUEST"} 2`,
    'flock_rpc_requests_total{service="unknown",method="unknown",code="unimplemented",reason="METHOD_NOT_FOUND"} 1',
  ]);
});

test("a caller that hangs up is counted as canceled, and nothing is logged as an error", async (t) => {
  const { url, lines } = await testServer(t, { routes: stubRoutes });
  const body = { ...goodRegister, username: "slow" };
  const signal = AbortSignal.timeout(50);
  await assert.rejects(post(`${url}/${registration}/Register`, body, { signal }));
  await until(() => accessLines(lines).length === 1);
  assert.equal(accessLines(lines)[0]?.code, "canceled");
  await sleep(450);
  assert.doesNotMatch(lines.join(), /"level":"(warn|error|fatal)"/);
});
