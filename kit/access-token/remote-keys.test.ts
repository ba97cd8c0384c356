import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { reasonOf } from "../problem.ts";
import { memoryLog, testServer } from "../testing/server.ts";
import { testIssuer, testIssuerPages, tokenMaker } from "../testing/tokens.ts";
import { importJwks } from "./jwks.ts";
import { freshMs, type RemoteKeysOptions, remoteKeys } from "./remote-keys.ts";
import { renewKeys } from "./renewed-keys.ts";
import { createVerifier } from "./verify.ts";

/** A port that nothing listens on. */
const nowhere = "http://127.0.0.1:1";

function verifierAt(t: TestContext, baseUrl: string, timing: Partial<RemoteKeysOptions> = {}) {
  const { log, lines } = memoryLog();
  const keys = remoteKeys({ baseUrl, log, ...timing });
  t.after(keys.stop);
  const verify = createVerifier({ issuer: testIssuer, findKey: keys.find });
  const answer = (token: string) =>
    verify(token).then(
      () => "in",
      (error) => reasonOf(error),
    );
  return { keys, answer, lines };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 500);
    await sleep(10);
  }
}

test("while no key was ever loaded the answer is SERVICE_UNAVAILABLE, whatever the token is", async (t) => {
  const { answer, lines } = verifierAt(t, nowhere, { patienceMs: 0 });
  assert.equal(await answer(await (await tokenMaker()).make()), "SERVICE_UNAVAILABLE");
  assert.match(lines.join(""), /the keys of access tokens can not be fetched/);
});

test("what answers with anything but keys counts as unreachable", async (t) => {
  const { state, pages } = testIssuerPages();
  const { url } = await testServer(t, { pages });
  const { answer } = verifierAt(t, url);
  const token = await (await tokenMaker()).make();
  assert.equal(await answer(token), "SERVICE_UNAVAILABLE");
  state.keys = [{ kty: "oct", k: "AAAA", kid: "x", alg: "HS256", use: "sig" }, "nonsense"];
  assert.equal(await answer(token), "SERVICE_UNAVAILABLE");
  const elsewhere = verifierAt(t, `${url}/elsewhere`);
  assert.equal(await elsewhere.answer(token), "SERVICE_UNAVAILABLE");
});

test("keys are found as soon as the service that publishes them is there, without a start of the reader", async (t) => {
  const maker = await tokenMaker();
  const { state, pages } = testIssuerPages();
  state.fails = true;
  const { url } = await testServer(t, { pages });
  const { answer, lines } = verifierAt(t, url, { retryMs: 20, patienceMs: 100 });
  await until(() => lines.length > 0);
  state.keys = [maker.jwk];
  state.fails = false;
  const token = await maker.make();
  await until(async () => (await answer(token)) === "in");
  const told = lines.map((line) => JSON.parse(line).msg);
  assert.deepEqual(told, [
    "the keys of access tokens can not be fetched",
    "the keys of access tokens can be fetched again",
  ]);
});

test("a service that publishes its keys a moment later is found at once, and nobody is warned", async (t) => {
  const maker = await tokenMaker();
  const { state, pages } = testIssuerPages();
  state.fails = true;
  const { url } = await testServer(t, { pages });
  const { keys, lines } = verifierAt(t, url, { retryMs: 60_000 });
  await until(() => state.asked > 2);
  state.keys = [maker.jwk];
  state.fails = false;
  await until(() => keys.latest() !== undefined);
  assert.deepEqual(lines, []);
});

test("while there is no key at all, whoever calls makes sure that it is still so", async (t) => {
  const { kid, jwk } = await tokenMaker();
  const loaded = { keys: await importJwks({ keys: [jwk] }), renewInMs: 60_000 };
  const state = { asked: 0, fails: true };
  const load = async () => {
    state.asked += 1;
    return state.fails ? assert.fail("not yet") : loaded;
  };
  const keys = renewKeys({ load, onChange: () => {}, retryMs: 60_000 });
  t.after(keys.stop);
  void keys.renew();
  await until(() => state.asked > 3); // the next attempt of its own is 0.8 seconds away
  state.fails = false;
  await sleep(150);
  assert.ok(await keys.find(kid));
});

test("keys outlive an outage; an unknown one can not be told from a made-up one, and is SERVICE_UNAVAILABLE", async (t) => {
  const [maker, next] = [await tokenMaker(), await tokenMaker()];
  const { state, pages } = testIssuerPages();
  state.keys = [maker.jwk];
  const { url } = await testServer(t, { pages });
  const { answer } = verifierAt(t, url, { askAgainMs: 0, retryMs: 0 });
  assert.equal(await answer(await maker.make()), "in");
  state.fails = true;
  assert.equal(await answer(await next.make()), "SERVICE_UNAVAILABLE");
  assert.equal(await answer(await maker.make()), "in");
  assert.equal(await answer(await maker.make({ key: next.privateKey })), "INVALID_ACCESS_TOKEN");
  state.fails = false;
  assert.equal(await answer(await next.make()), "INVALID_ACCESS_TOKEN");
  state.keys = [maker.jwk, next.jwk];
  assert.equal(await answer(await next.make()), "in");
});

test("a key is made ready once, not for every token", async (t) => {
  const maker = await tokenMaker();
  const { state, pages } = testIssuerPages();
  state.keys = [maker.jwk];
  const { url } = await testServer(t, { pages });
  const { keys } = verifierAt(t, url);
  const [first, second] = [await keys.find(maker.kid), await keys.find(maker.kid)];
  assert.ok(first && first === second);
  assert.equal(state.asked, 1);
});

test("made-up key ids do not turn into requests: one at a time, and not again within the cool-down", async (t) => {
  const maker = await tokenMaker();
  const { state, pages } = testIssuerPages();
  state.keys = [maker.jwk];
  const { url } = await testServer(t, { pages });
  const { answer } = verifierAt(t, url, { askAgainMs: 60_000 });
  const forged = async () => answer(await maker.make({ header: { kid: crypto.randomUUID() } }));
  const answers = await Promise.all(Array.from({ length: 50 }, forged));
  answers.push(...(await Promise.all(Array.from({ length: 50 }, forged))));
  assert.deepEqual(new Set(answers), new Set(["INVALID_ACCESS_TOKEN"]));
  assert.equal(state.asked, 1);
});

test("keys are fetched again in the background at the age that the answer says, and those that are gone are refused", async (t) => {
  const [maker, next] = [await tokenMaker(), await tokenMaker()];
  const { state, pages } = testIssuerPages("public, max-age=1");
  state.keys = [maker.jwk];
  const { url } = await testServer(t, { pages });
  const { answer, keys } = verifierAt(t, url, { askAgainMs: 60_000 });
  assert.equal(await answer(await maker.make()), "in");
  assert.equal(state.asked, 1);
  state.keys = [next.jwk];
  await until(() => keys.latest()?.keys.has(next.kid) === true);
  assert.equal(state.asked, 2);
  assert.equal(await answer(await next.make()), "in");
  assert.equal(await answer(await maker.make()), "INVALID_ACCESS_TOKEN");
});

test("a reader that was stopped asks no more", async (t) => {
  const { state, pages } = testIssuerPages("max-age=0");
  state.keys = [(await tokenMaker()).jwk];
  const { url } = await testServer(t, { pages });
  const { keys } = verifierAt(t, url);
  await until(() => keys.latest() !== undefined);
  keys.stop();
  await sleep(1_200);
  assert.equal(state.asked, 1);
});

test("the age of an answer on its way counts (RFC 9111), and no answer makes us ask more than once a second", () => {
  const cases: [headers: Record<string, string>, ms: number][] = [
    [{}, 300_000],
    [{ "cache-control": "public, max-age=300" }, 300_000],
    [{ "cache-control": "max-age=60, must-revalidate", age: "20" }, 40_000],
    [{ "cache-control": "s-maxage=9, max-age=7" }, 7_000],
    [{ "cache-control": "max-age=5", age: "9" }, 1_000],
    [{ "cache-control": "max-age=0", age: "x" }, 1_000],
    [{ "cache-control": "no-store" }, 300_000],
  ];
  for (const [headers, ms] of cases) assert.equal(freshMs(new Headers(headers)), ms, JSON.stringify(headers));
});
