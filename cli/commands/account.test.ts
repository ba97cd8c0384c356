import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { stubServers } from "../testing/stub-servers.ts";

const other = () => ({
  id: randomUUID(),
  device: "a\u009btelephone",
  refreshToken: "",
  accessTokens: new Set<string>(),
});

describe("flock sessions", () => {
  it("lists them, marks the own one, and lets no device's name steer the terminal", async (t) => {
    const { flock, signIn, auth } = await stubServers(t);
    await signIn();
    const telephone = other();
    auth.sessions.set(telephone.id, telephone);
    const { stdout } = await flock(["sessions"]);
    assert.match(stdout, /^ +ID +DEVICE +ADDRESS/);
    assert.match(stdout, /^\* {2}\S+ {2}flock on /m);
    assert.ok(stdout.includes("a\ufffdtelephone"), stdout);
    const json = await flock(["sessions", "list", "--json"]);
    assert.deepEqual(
      JSON.parse(json.stdout).map((session: { device: string; current: boolean }) => session.current),
      [true, false],
    );
    assert.doesNotMatch(json.stdout, /\u009b/);
  });

  it("ends one, or all others", async (t) => {
    const { flock, signIn, auth } = await stubServers(t);
    await signIn();
    const [first, second] = [other(), other()];
    for (const session of [first, second]) auth.sessions.set(session.id, session);
    assert.equal((await flock(["sessions", "revoke", first.id])).stdout, "the session has ended\n");
    assert.ok(!auth.sessions.has(first.id));
    assert.equal((await flock(["sessions", "revoke-others", "--json"])).stdout, '{\n  "ended": 1\n}\n');
    assert.equal(auth.sessions.size, 1);
  });

  it("forgets the own one when that is ended", async (t) => {
    const { flock, signIn, auth, sessionsFile } = await stubServers(t);
    await signIn();
    const [own = ""] = auth.sessions.keys();
    assert.equal((await flock(["sessions", "revoke", own])).code, 0);
    assert.doesNotMatch(readFileSync(sessionsFile, "utf8"), /refreshToken/);
  });
});

describe("flock profile", () => {
  it("shows one's own, or that of a username", async (t) => {
    const { flock, signIn } = await stubServers(t);
    assert.equal((await flock(["profile"])).code, 4);
    assert.match((await flock(["profile", "show", "ada"])).stdout, /^username +ada$/m);
    await signIn();
    const own = await flock(["profile"]);
    assert.match(own.stdout, /^display name +Ada\ufffd\[2J Lovelace$/m);
    const unknown = await flock(["profile", "show", "nobody"]);
    assert.deepEqual([unknown.code, unknown.stderr], [3, "flock: there is no such profile (PROFILE_NOT_FOUND)\n"]);
  });

  it("changes what is given, and empties what is given as empty", async (t) => {
    const { flock, signIn } = await stubServers(t);
    await signIn();
    await flock(["profile", "set", "--bio", "Analyst", "--display-name", "Ada"]);
    const { stdout } = await flock(["profile", "set", "--display-name", "", "--json"]);
    assert.deepEqual([JSON.parse(stdout).bio, JSON.parse(stdout).displayName], ["Analyst", ""]);
    assert.equal((await flock(["profile", "set"])).code, 2);
  });

  it("has no line for what is empty", async (t) => {
    const { flock } = await stubServers(t);
    const { stdout } = await flock(["profile", "show", "ada"]);
    assert.deepEqual(stdout.match(/^\S+/gm), ["username", "display", "user", "created"]);
  });

  it("says that a username which is given up stays held, in its help and when it was changed", async (t) => {
    const { flock, signIn } = await stubServers(t);
    await signIn();
    const held = /stays yours for 30 days\..* you can only change back/;
    assert.match((await flock(["profile", "set", "--help"])).stdout, held);
    assert.match((await flock(["profile", "set", "--username", "countess"])).stderr, held);
    assert.equal((await flock(["profile", "set", "--username", "countess", "--json"])).stderr, "");
    assert.equal((await flock(["profile", "set", "--bio", "Analyst"])).stderr, "");
  });
});

describe("flock password", () => {
  it("takes the current one and the new one from two lines", async (t) => {
    const { flock, signIn, auth } = await stubServers(t);
    await signIn();
    const lines = `${auth.state.password}\nnine wild geese over the sea\n`;
    assert.equal((await flock(["password", "--password-stdin"], lines)).code, 0);
    assert.equal(auth.state.password, "nine wild geese over the sea");
    assert.equal((await flock(["password", "--password-stdin"], lines)).code, 3);
    assert.equal((await flock(["password", "--password-stdin"], "only one\n")).code, 2);
  });
});

describe("flock keys", () => {
  it("shows and rotates signing keys, to whoever has the operator's credential", async (t) => {
    const { flock, credentialFile, credential, home } = await stubServers(t);
    const status = await flock(["keys", "status", "--credential-file", credentialFile]);
    assert.match(status.stdout, /^k1 +ES256 +signing +2026-01-02 03:04:05Z/m);
    const rotated = await flock(["keys", "rotate", "--json"], "", { FLOCK_CREDENTIAL_FILE: credentialFile });
    assert.equal(JSON.parse(rotated.stdout).state, "SIGNING_KEY_STATE_WAITING");
    const again = await flock(["keys", "rotate", "--credential-file", credentialFile]);
    assert.match(again.stdout, /^key k2 waits since 2026-01-02 03:04:05Z; no other was made/);
    const { code, stderr } = await flock(["keys", "status"]);
    assert.deepEqual([code, stderr.match(/\(\w+\)$/m)?.[0]], [2, "(USAGE)"]);
    assert.equal((await flock(["keys", "status", "--credential-file", home])).code, 2);
    writeFileSync(credentialFile, `${credential.slice(0, -1)}?\n`);
    const garbled = await flock(["keys", "status", "--credential-file", credentialFile]);
    assert.equal(garbled.code, 2);
    assert.doesNotMatch(garbled.stderr, new RegExp(credential.slice(3, 20)));
    writeFileSync(credentialFile, `op.${"x".repeat(43)}\n`);
    assert.equal((await flock(["keys", "status", "--credential-file", credentialFile])).code, 3);
  });
});
