import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Code, ConnectError } from "@connectrpc/connect";
import { variablesFile } from "../../dev/plan.ts";
import type { Part, Stack } from "../../dev/stack.ts";
import { RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "../../kit/problem.ts";
import { pauses } from "../pause.ts";
import type { Sql } from "../sql.ts";
import { testStack } from "../stack.ts";
import { browserOf, databasesOf, ended, NOTHING, somebody, WHOLE } from "./people.ts";

const run = promisify(execFile);

describe("a registration in the running system", () => {
  let stack: Stack;
  let databases: ReturnType<typeof databasesOf>;
  before(async () => {
    stack = await testStack({ HASH_CONCURRENCY: "4", UV_THREADPOOL_SIZE: "8" });
    databases = databasesOf(stack);
  });
  after(async () => {
    await databases?.close();
    await stack?.stop();
  });

  const refused = async (call: Promise<unknown>) =>
    call.then(() => assert.fail("it was not refused"), ConnectError.from);

  it("answers RUNNING while profile-service is down, and completes without the client once it is back", async () => {
    const person = somebody();
    await stack.kill("profile-service");
    const before = Date.now();
    const { registration } = await browserOf(stack).register(person);
    assert.equal(registration?.state, RegistrationState.RUNNING);
    assert.ok(Date.now() - before < 10_000);
    await stack.restart("profile-service");
    assert.equal((await ended(stack, person.requestId)).state, RegistrationState.COMPLETED);
    assert.deepEqual(await databases.rowsOf(person), WHOLE);
  });

  for (const part of ["auth-service", "temporal"] as const) {
    it(`is refused as UNAVAILABLE with a delay, and nothing is started, while ${part} is down`, async () => {
      const person = somebody();
      await stack.kill(part);
      const error = await refused(browserOf(stack).register(person));
      assert.deepEqual([reasonOf(error), error.code], ["SERVICE_UNAVAILABLE", Code.Unavailable]);
      assert.equal(error.findDetails(RetryInfoSchema).length, 1);
      await stack.restart(part);
      const unknown = await refused(untilAnswered(() => browserOf(stack).getRegistration({ id: person.requestId })));
      assert.equal(reasonOf(unknown), "REGISTRATION_NOT_FOUND");
      assert.deepEqual(await databases.rowsOf(person), NOTHING);
    });
  }

  it("finds the orchestrator not ready while Temporal is away, and ready once it is back", async () => {
    const ready = async (status: number) => {
      const url = `${stack.adminUrls.orchestrator}/readyz`;
      for (let tries = 0; tries < 100 && (await fetch(url)).status !== status; tries++) await sleep(200);
      assert.equal((await fetch(url)).status, status);
    };
    await stack.kill("temporal");
    await ready(503);
    await stack.restart("temporal");
    await ready(200);
  });

  const places: [step: string, database: "auth" | "profile", event: string][] = [
    ["CreateUser", "auth", "before insert on users"],
    ["CreateProfile", "profile", "before insert on profiles"],
    ["ActivateUser", "auth", "before update on users"],
  ];
  for (const [step, database, event] of places) {
    const owner: Part = database === "auth" ? "auth-service" : "profile-service";
    for (const victim of ["orchestrator", owner, "temporal"] as const) {
      it(`becomes a whole account although ${victim} is killed in the middle of ${step}`, async () => {
        const person = somebody();
        const pause = await pauses(databases[database])(event);
        const answer = browserOf(stack).register(person, { timeoutMs: 4000 }).catch(ConnectError.from);
        await waiting(databases[database]);
        await stack.kill(victim);
        await pause.end();
        await stack.restart(victim);
        await answer;
        assert.equal((await ended(stack, person.requestId)).state, RegistrationState.COMPLETED);
        assert.deepEqual(await databases.rowsOf(person), WHOLE);
      });
    }
  }

  it("leaves nothing when the orchestrator is killed in the middle of its undo", async () => {
    const [holder, person] = [somebody(), somebody()];
    await browserOf(stack).register(holder);
    const pause = await pauses(databases.auth)("before delete on users");
    const clash = { ...person, username: holder.username };
    const answer = browserOf(stack).register(clash, { timeoutMs: 4000 }).catch(ConnectError.from);
    await waiting(databases.auth);
    await stack.kill("orchestrator");
    await pause.end();
    await stack.restart("orchestrator");
    await answer;
    const { state, failureReason } = await ended(stack, person.requestId);
    assert.deepEqual([state, failureReason], [RegistrationState.FAILED, "USERNAME_TAKEN"]);
    assert.deepEqual(await databases.rowsOf(person), NOTHING);
    const again = await browserOf(stack).register({ ...person, requestId: somebody().requestId });
    assert.equal(again.registration?.state, RegistrationState.COMPLETED);
  });

  // On a slow machine a registration may still run when Register answers.
  const outcomeOf = async (person: ReturnType<typeof somebody>) => {
    const answer = await untilAdmitted(() => browserOf(stack).register(person));
    if (answer instanceof ConnectError) return reasonOf(answer);
    const { state, failureReason } = await ended(stack, person.requestId);
    return state === RegistrationState.COMPLETED ? "won" : failureReason;
  };

  it("wins alone when 50 ask for one address at once, and one does win", async () => {
    const { email } = somebody();
    const people = Array.from({ length: 50 }, () => ({ ...somebody(), email }));
    const outcomes = await Promise.all(people.map((person) => outcomeOf(person)));
    assert.equal(outcomes.filter((outcome) => outcome === "won").length, 1);
    assert.deepEqual([...new Set(outcomes)].sort(), ["EMAIL_TAKEN", "won"]);
    const users = await databases.auth`select status from users where email = ${email}`;
    assert.deepEqual(
      users.map(({ status }) => status),
      ["active"],
    );
    const names = people.map(({ username }) => username);
    const profiles = await databases.profile`select from profiles where username = any(${names})`;
    assert.equal(profiles.length, 1);
  });

  it("leaves in each database a user for every profile and a profile for every user", async () => {
    const users = await databases.auth`select id from users order by id`;
    const profiles = await databases.profile`select user_id as id from profiles order by user_id`;
    assert.deepEqual(users, profiles);
    const [pending] = await databases.auth`select count(*)::int from users where status <> 'active'`;
    assert.equal(pending?.count, 0);
  });

  it("can be undone or finished by command", async () => {
    const person = somebody();
    await browserOf(stack).register(person);
    const env = { ...process.env, ...JSON.parse(readFileSync(variablesFile(stack.plan.dir, "orchestrator"), "utf8")) };
    const { stdout } = await run(process.execPath, ["orchestrator/undo/main.ts", person.requestId], { env });
    assert.match(stdout, /ended: FINISHED/);
    assert.deepEqual(await databases.rowsOf(person), WHOLE);
  });

  it("that nobody knows is no case for the undo command, which says so", async () => {
    const env = { ...process.env, ...JSON.parse(readFileSync(variablesFile(stack.plan.dir, "orchestrator"), "utf8")) };
    const undoing = run(process.execPath, ["orchestrator/undo/main.ts", somebody().requestId], { env });
    await assert.rejects(undoing, { code: 1, stderr: /ID: Temporal knows no registration of this id/ });
  });

  it("leaves no password, hash, address, username or request_id in any log", async () => {
    const person = somebody();
    await browserOf(stack).register(person);
    await refused(browserOf(stack).register({ ...somebody(), username: person.username }));
    await refused(browserOf(stack).register({ ...person, password: "another wandering otter" }));
    await sleep(200);
    const parts: Part[] = [
      "orchestrator",
      "auth-service",
      "profile-service",
      "postgres-auth",
      "postgres-profile",
      "temporal",
    ];
    for (const part of parts) {
      const log = stack.logs(part);
      for (const secret of [
        "wandering otter",
        person.email,
        person.username,
        "$2b$",
        ...(part === "temporal" ? [] : [person.requestId]),
      ]) {
        assert.ok(!log.includes(secret), `${part} logs a secret`);
      }
    }
  });
});

/** Waits until a transaction has come to the pause; the locks are public, unlike what others run. */
async function waiting(sql: Sql): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const rows = await sql`select from pg_locks where locktype = 'advisory' and not granted`;
    if (rows.length > 0) return;
    await sleep(20);
  }
  throw new Error("nothing came to the pause");
}

/** Repeats a call while the system comes back. */
async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (ConnectError.from(error).code !== Code.Unavailable || tries > 100) throw error;
      await sleep(200);
    }
  }
}

/** Does what a client does that is told to come back later. */
async function untilAdmitted<T>(call: () => Promise<T>): Promise<T | ConnectError> {
  for (;;) {
    const answer = await call().catch(ConnectError.from);
    if (!(answer instanceof ConnectError) || reasonOf(answer) !== "OVERLOADED") return answer;
    await sleep(100);
  }
}
