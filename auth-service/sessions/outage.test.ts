import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { reasonOrAnswer } from "../../test/serving.ts";
import { type SessionScene, sessionScene } from "../../test/sessions.ts";

const CLIENTS = 12;
const TIMES = 15;

describe("sessions while PostgreSQL ends its connections again and again", () => {
  let scene: SessionScene;
  before(async () => {
    scene = await sessionScene();
  });
  after(() => scene.close());

  /** What one client hears that brings its token until it gets the next one, so many times. */
  async function insist(first: string) {
    const heard: string[] = [];
    let token = first;
    for (let time = 0; time < TIMES; time += 1) {
      const call = () => reasonOrAnswer(scene.client.refreshSession({ refreshToken: token }));
      let answer = await call();
      for (; typeof answer === "string" && answer === "SERVICE_UNAVAILABLE"; answer = await call()) {
        heard.push(answer);
        await sleep(50);
      }
      if (typeof answer === "string") return [...heard, answer];
      token = answer.refreshToken;
    }
    return heard;
  }

  it("loses no refresh token for good: whoever tries again gets in, and hears one clear error until then", async () => {
    const signIn = async () => (await scene.signIn(await scene.newPerson())).refreshToken;
    const tokens = await Promise.all(Array.from({ length: CLIENTS }, signIn));
    const running = Promise.all(tokens.map(insist));
    const isOver = running.then(() => true);
    let ended = 0;
    while (!(await Promise.race([isOver, sleep(40)]))) {
      const rows = await scene.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = 'auth_app'`;
      ended += rows.length;
    }
    const heard = (await running).flat();
    assert.ok(ended > 0 && heard.length > 0, "nothing was disturbed");
    assert.deepEqual([...new Set(heard)], ["SERVICE_UNAVAILABLE"]);
    const [left] = await scene.sql`select count(*)::int as count from sessions`;
    assert.equal(left?.count, CLIENTS);
  });
});
