import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, it } from "node:test";
import { ada } from "./testing/stub-auth.ts";
import { stubServers } from "./testing/stub-servers.ts";

describe("flock, from signing in to signing out", () => {
  it("signs in, tells who that is, and signs out", async (t) => {
    const { flock, signIn, auth } = await stubServers(t);
    const signedIn = await signIn();
    assert.equal(signedIn.code, 0, signedIn.stderr);
    assert.match(signedIn.stdout, /^signed in as ada@example\.com/);
    const who = await flock(["whoami"]);
    assert.match(who.stdout, /^email +ada@example\.com$/m);
    assert.match(who.stdout, /^state +active$/m);
    assert.equal((await flock(["signout"])).stdout, "signed out\n");
    assert.equal(auth.sessions.size, 0);
    const after = await flock(["whoami"]);
    assert.equal(after.code, 4);
    assert.match(after.stderr, /^flock: nobody is signed in.*\(NOT_SIGNED_IN\)\n$/);
  });

  it("keeps the session in a file that nobody else can read, and tokens to itself", async (t) => {
    const { flock, signIn, auth, sessionsFile } = await stubServers(t);
    const human = await signIn();
    assert.equal(statSync(sessionsFile).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(sessionsFile)).mode & 0o777, 0o700);
    const stdin = `${auth.state.password}\n`;
    const json = await flock(["--json", "signin", "--email", ada.email, "--password-stdin"], stdin);
    assert.equal(JSON.parse(json.stdout).user.email, ada.email);
    const printed = [human, json].flatMap(({ stdout, stderr }) => [stdout, stderr]).join("");
    const { accessToken, refreshToken } = Object.values<Record<string, string>>(
      JSON.parse(readFileSync(sessionsFile, "utf8")).sessions,
    )[0] as Record<string, string>;
    for (const secret of [accessToken, refreshToken, auth.state.password]) assert.ok(!printed.includes(String(secret)));
  });

  it("begins no session that it could not keep", async (t) => {
    const { signIn, auth, sessionsFile } = await stubServers(t);
    mkdirSync(dirname(sessionsFile), { recursive: true });
    writeFileSync(sessionsFile, "{bad");
    assert.match((await signIn()).stderr, /BAD_SESSION_FILE/);
    assert.equal(auth.sessions.size, 0);
  });

  it("ends the session that a new one replaces", async (t) => {
    const { signIn, auth } = await stubServers(t);
    await signIn();
    const [first] = auth.sessions.keys();
    await signIn();
    assert.equal(auth.sessions.size, 1);
    assert.ok(!auth.sessions.has(first ?? ""));
  });

  it("takes the password from a file that a variable names", async (t) => {
    const { flock, auth, home } = await stubServers(t);
    writeFileSync(`${home}/password`, `${auth.state.password}\n`);
    const variables = { FLOCK_PASSWORD_FILE: `${home}/password` };
    assert.equal((await flock(["signin", "-e", ada.email], "", variables)).code, 0);
  });

  it("says in one line what was refused, and to programs in JSON", async (t) => {
    const { flock } = await stubServers(t);
    const command = ["signin", "--email", ada.email, "--password-stdin"];
    const human = await flock(command, "wrong horse battery\n");
    assert.deepEqual([human.code, human.stdout], [3, ""]);
    assert.equal(human.stderr, "flock: the e-mail address or the password is wrong (INVALID_CREDENTIALS)\n");
    const json = await flock([...command, "--json"], "wrong horse battery\n");
    assert.deepEqual([json.code, json.stdout], [3, ""]);
    const { error } = JSON.parse(json.stderr);
    assert.equal(error.reason, "INVALID_CREDENTIALS");
    assert.match(error.traceId, /^[0-9a-f]{32}$/);
  });

  it("never repeats what may be a password", async (t) => {
    const { flock } = await stubServers(t);
    for (const args of [["--password=hunter2"], ["hunter2"], ["--password", "hunter2"]]) {
      const { code, stderr } = await flock(["signin", "--email", ada.email, ...args]);
      assert.equal(code, 2);
      assert.doesNotMatch(stderr, /hunter2/);
    }
  });

  it("asks nobody where no terminal is", async (t) => {
    const { flock } = await stubServers(t);
    assert.match((await flock(["signin"])).stderr, /--email is required/);
    const { code, stderr } = await flock(["signin", "--email", ada.email]);
    assert.equal(code, 2);
    assert.match(stderr, /--password-stdin/);
  });

  it("keeps a session that could not be ended, because nobody is there", async (t) => {
    const { flock, signIn, stop, sessionsFile, url } = await stubServers(t);
    await signIn();
    await stop();
    const { code, stderr } = await flock(["signout"]);
    assert.equal(code, 5);
    assert.ok(stderr.includes(`auth-service at ${url} can not be reached: ECONNREFUSED (UNREACHABLE)`), stderr);
    assert.match(readFileSync(sessionsFile, "utf8"), /refreshToken/);
  });

  it("says of a damaged session file where it is, and nothing of what is in it", async (t) => {
    const { flock, signIn, sessionsFile } = await stubServers(t);
    await signIn();
    writeFileSync(sessionsFile, '{"version": 1, "sessions": {"x": {"refreshToken": "hunter2"}}}');
    const { code, stderr } = await flock(["whoami"]);
    assert.equal(code, 1);
    assert.ok(stderr.includes(sessionsFile) && !stderr.includes("hunter2"), stderr);
    assert.ok(existsSync(sessionsFile));
  });
});
