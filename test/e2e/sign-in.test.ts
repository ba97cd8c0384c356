import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import { flockUser } from "../../cli/testing/flock.ts";
import type { Stack } from "../../dev/stack.ts";
import { AuthService } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { ProfileService } from "../../gen/flock/profile/v1/profile_service_pb.ts";
import { reasonOf } from "../../kit/problem.ts";
import { readme } from "../readme.ts";
import { testStack } from "../stack.ts";
import { browserOf, somebody } from "./people.ts";

describe("signing in to the running system", () => {
  let stack: Stack;
  const given: string[] = [];
  before(async () => {
    stack = await testStack();
  });
  after(async () => await stack?.stop());

  const auth = () => createClient(AuthService, createConnectTransport({ baseUrl: stack.urls["auth-service"] }));
  const profiles = () =>
    createClient(ProfileService, createConnectTransport({ baseUrl: stack.urls["profile-service"] }));
  const as = (accessToken: string) => ({ headers: { authorization: `Bearer ${accessToken}` } });
  const registered = async () => {
    const person = somebody();
    await browserOf(stack).register(person);
    given.push(person.email, person.password);
    return person;
  };
  const noted = <T extends { accessToken: string; refreshToken: string }>(answer: T): T => {
    given.push(answer.accessToken, ...answer.refreshToken.split(".").slice(1));
    return answer;
  };
  const commandOf = (t: TestContext) => {
    const { flock, home } = flockUser(t, stack.urls.orchestrator);
    const urls = { FLOCK_AUTH_URL: stack.urls["auth-service"], FLOCK_PROFILE_URL: stack.urls["profile-service"] };
    const run = async (args: string[], input = "") => {
      const { code, stdout, stderr } = await flock([...args, "--json"], input, urls);
      return { code, stderr, answer: stdout === "" ? undefined : JSON.parse(stdout) };
    };
    const credential = ["--credential-file", join(stack.plan.dir, "secrets/OPERATOR_CREDENTIAL")];
    return { run, home, credential };
  };

  // profile-service may have been started before auth-service, and asks it for its keys once a second until it has them.
  const onceKeysAreThere = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let tries = 0; tries < 50; tries += 1) {
      const answer = await call().catch(ConnectError.from);
      if (!(answer instanceof ConnectError)) return answer;
      assert.equal(reasonOf(answer), "SERVICE_UNAVAILABLE");
      await sleep(100);
    }
    return await call();
  };

  it("opens what is one's own in every service, until it ends", async () => {
    const { email, password, username } = await registered();
    const first = noted(await auth().signIn({ email, password }));
    const change = { profile: { bio: "Some words" }, updateMask: { paths: ["bio"] } };
    const update = () => profiles().updateProfile(change, as(first.accessToken));
    const { profile } = await onceKeysAreThere(update);
    assert.deepEqual([profile?.username, profile?.bio], [username, "Some words"]);
    const next = noted(await auth().refreshSession({ refreshToken: first.refreshToken }));
    assert.equal((await auth().getCurrentUser({}, as(next.accessToken))).user?.email, email);
    await auth().signOut({ refreshToken: next.refreshToken });
    const again = await auth().refreshSession({ refreshToken: next.refreshToken }).catch(ConnectError.from);
    assert.equal(reasonOf(again), "INVALID_REFRESH_TOKEN");
  });

  it("keeps everybody signed in while PostgreSQL is killed and started again under load", async () => {
    const { email, password } = await registered();
    const clients = await Promise.all(
      Array.from({ length: 8 }, async () => noted(await auth().signIn({ email, password }))),
    );
    const restarted = stack.kill("postgres-auth").then(() => stack.restart("postgres-auth"));
    let isOver = false;
    const reasons = new Set<string | undefined>();
    const refreshing = clients.map(async ({ refreshToken: first }) => {
      let refreshToken = first;
      let wasSeenAfter = false;
      while (!wasSeenAfter) {
        const wasOver = isOver;
        const answer = await auth().refreshSession({ refreshToken }).catch(ConnectError.from);
        if (answer instanceof ConnectError) {
          reasons.add(reasonOf(answer));
          await sleep(20);
        } else {
          refreshToken = noted(answer).refreshToken;
          wasSeenAfter = wasOver;
        }
      }
    });
    await restarted;
    isOver = true;
    await Promise.all(refreshing);
    assert.deepEqual([...reasons], reasons.size === 0 ? [] : ["SERVICE_UNAVAILABLE"]);
  });

  it("goes on while an operator replaces the signing key", async (t) => {
    const { email, password } = await registered();
    const { accessToken } = noted(await auth().signIn({ email, password }));
    const { run, credential } = commandOf(t);
    const rotated = await run(["keys", "rotate", ...credential]);
    assert.equal(rotated.code, 0, rotated.stderr);
    const states = (await run(["keys", "status", ...credential])).answer.map(({ state }: { state: string }) => state);
    assert.deepEqual(states, ["SIGNING_KEY_STATE_WAITING", "SIGNING_KEY_STATE_SIGNING"]);
    await auth().getCurrentUser({}, as(accessToken));
  });

  it("works for imported users with the passwords they have, whatever made their hashes", async (t) => {
    const { run, home, credential } = commandOf(t);
    const lines = readme.match(/^\{"email": .*"password_hash".*\}$/gm) ?? [];
    const people = lines.map((line) => JSON.parse(line) as { email: string; username: string; password_hash: string });
    given.push(...people.map(({ password_hash }) => password_hash));
    writeFileSync(join(home, "users.ndjson"), `${lines.join("\n")}\n`);
    const report = await run(["users", "import", join(home, "users.ndjson"), ...credential]);
    assert.equal(report.code, 0, report.stderr);
    for (const { email } of people) {
      const password = "seven wild geese over the lake";
      // The first time by the hash that it came with, the second time by ours.
      for (const _time of ["first", "second"]) noted(await auth().signIn({ email, password }));
      const wrong = await auth().signIn({ email, password: "seven wild geese over the pond" }).catch(ConnectError.from);
      assert.equal(reasonOf(wrong), "INVALID_CREDENTIALS", email);
    }
    assert.equal(people.length, 5);
    const again = await run(["users", "import", join(home, "users.ndjson"), "--run", "again", ...credential]);
    assert.equal(again.code, 0, again.stderr);
  });

  it("leaves no password, hash, token or address in any log", () => {
    assert.ok(given.length > 20);
    for (const part of ["orchestrator", "auth-service", "profile-service", "postgres-auth", "temporal"] as const) {
      const log = stack.logs(part);
      assert.deepEqual(
        given.filter((secret) => log.includes(secret)),
        [],
        part,
      );
    }
  });
});
