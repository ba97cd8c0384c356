import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { stubServers } from "../testing/stub-servers.ts";

describe("flock, while an access token runs out", () => {
  it("renews it before a call, and keeps the new refresh token", async (t) => {
    const { flock, signIn, auth, sessionsFile } = await stubServers(t);
    auth.state.tokenMs = 20_000; // less than the 30 seconds ahead
    await signIn();
    const before = readFileSync(sessionsFile, "utf8");
    assert.equal((await flock(["whoami"])).code, 0);
    assert.equal(auth.state.refreshes, 1);
    assert.notEqual(readFileSync(sessionsFile, "utf8"), before);
    assert.equal((await flock(["whoami"])).code, 0);
  });

  it("renews nothing while the token is good", async (t) => {
    const { flock, signIn, auth } = await stubServers(t);
    await signIn();
    assert.equal((await flock(["whoami"])).code, 0);
    assert.equal(auth.state.refreshes, 0);
  });

  it("believes the server when the clock here is wrong", async (t) => {
    const { flock, signIn, auth } = await stubServers(t);
    await signIn();
    for (const session of auth.sessions.values()) session.accessTokens.clear();
    assert.equal((await flock(["whoami"])).code, 0);
    assert.equal(auth.state.refreshes, 1);
  });

  it("uses no refresh token twice when many commands run at once", async (t) => {
    const { flock, signIn, auth } = await stubServers(t);
    auth.state.tokenMs = 20_000;
    await signIn();
    auth.state.tokenMs = 600_000;
    auth.state.refreshMs = 2_000; // for all of them to come meanwhile
    const ends = await Promise.all(Array.from({ length: 6 }, () => flock(["whoami"])));
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0, 0, 0, 0, 0],
    );
    assert.equal(auth.state.refreshes, 1, "one renews, the others read what it wrote");
  });

  it("forgets a session that the server has ended, and says to sign in again", async (t) => {
    const { flock, signIn, auth, sessionsFile } = await stubServers(t);
    auth.state.tokenMs = 0;
    await signIn();
    auth.sessions.clear();
    const { code, stderr } = await flock(["whoami"]);
    assert.equal(code, 4);
    assert.equal(stderr, "flock: the session has ended: sign in again with flock signin (INVALID_REFRESH_TOKEN)\n");
    assert.doesNotMatch(readFileSync(sessionsFile, "utf8"), /refreshToken/);
  });
});
