import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import bcrypt from "bcrypt";
import { AuthService } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import type { Routes } from "../../kit/rpc.ts";
import { authScene, password } from "../../test/auth.ts";
import { newIds } from "../../test/ids.ts";
import { serveForTest } from "../../test/serving.ts";
import { checkCredentials } from "./check-credentials.ts";
import { createFloor } from "./refusal-floor.ts";

const FLOOR_MS = 120;
const ROUNDS = 11;

describe("the refusals of credentials", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  let door: Awaited<ReturnType<typeof serveForTest>>;
  before(async () => {
    scene = await authScene({ floor: createFloor({ leastMs: FLOOR_MS }) });
    const check = checkCredentials(scene);
    const routes: Routes = (router) => {
      const signIn = async (
        { email, password }: { email: string; password: string },
        { signal }: { signal: AbortSignal },
      ) => {
        await check({ email, password }, signal);
        return {};
      };
      router.service(AuthService, { signIn });
    };
    door = await serveForTest(AuthService, routes);
    await makeUsers();
  });
  after(async () => {
    await door.close();
    await scene.close();
  });

  async function makeUsers() {
    for (const name of ["active", "disabled", "imported", "pending"]) {
      const [ids, email] = [newIds(), `${name}@example.org`];
      // Slower than what an unknown address costs, by far.
      const passwordHash = await bcrypt.hash(password, 8);
      const sealed = await scene.client.sealPasswordHash({ userId: ids.userId, email, passwordHash });
      const { sealedPassword } = name === "imported" ? sealed : scene.newUser(email, ids);
      await scene.client.createUser({ ...ids, email, sealedPassword });
      if (name !== "pending") await scene.client.activateUser(ids);
      if (name === "disabled") await scene.sql`update users set status = 'disabled' where id = ${ids.userId}`;
    }
  }

  const kinds = {
    "an unknown address": { email: "nobody@example.org", password },
    "what is no address": { email: "nobody", password },
    "a wrong password": { email: "active@example.org", password: "another password" },
    "a wrong password for an imported hash": { email: "imported@example.org", password: "another password" },
    "a disabled user": { email: "disabled@example.org", password },
    "a user whose registration is not finished": { email: "pending@example.org", password },
    "a password that nobody can have": { email: "active@example.org", password: `${password}\n` },
  };
  const signIn = async (body: object) => {
    const startedAt = performance.now();
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${door.url}/flock.auth.v1.AuthService/SignIn`, init);
    const { date: _, "x-request-id": __, ...headers } = Object.fromEntries(response.headers);
    const answer = { status: response.status, headers, body: await response.text() };
    return { ms: performance.now() - startedAt, answer };
  };

  it("lets in whom it should, also when a hash can not be renewed, which is then logged", async () => {
    await scene.sql`alter table password_schemes rename to elsewhere`;
    for (const email of ["active@example.org", "Imported@Example.org"])
      assert.equal((await signIn({ email, password })).answer.status, 200);
    await scene.sql`alter table elsewhere rename to password_schemes`;
    assert.match(door.logged(), /"level":"warn".*a password hash could not be renewed/);
  });

  it("are the same to the last byte of body and headers, and in the log", async () => {
    const answers = [];
    for (const body of Object.values(kinds)) answers.push((await signIn(body)).answer);
    assert.equal(answers[0]?.status, 401);
    assert.match(answers[0]?.body ?? "", /"INVALID_CREDENTIALS"/);
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    const lines = door.logged().trim().split("\n").map(withoutWhatVaries);
    const refused = lines.filter(({ msg, code }) => msg === "request" && code !== "ok");
    for (const line of refused) assert.deepEqual(line, refused[0]);
    const others = lines.filter(({ msg, level }) => msg !== "request" && level !== "info");
    assert.deepEqual(
      others.map(({ msg }) => msg),
      ["a password hash could not be renewed"],
    );
    assert.doesNotMatch(door.logged(), /@example|oxide|another|\\$2b/);
  });

  it("take the same time, and no less than the floor", async () => {
    const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
    for (let round = 0; round < ROUNDS; round++)
      for (const [kind, body] of Object.entries(kinds)) times[kind]?.push((await signIn(body)).ms);
    const medians = Object.values(times).map(median);
    // A timer may be a millisecond early.
    assert.ok(Math.min(...Object.values(times).flat()) >= FLOOR_MS - 1, JSON.stringify(times));
    assert.ok(Math.max(...medians) - Math.min(...medians) < FLOOR_MS / 3, JSON.stringify(medians));
  });
});

function withoutWhatVaries(line: string) {
  const { time: _, trace_id: __, ms: ___, ...rest } = JSON.parse(line);
  return rest;
}

const median = (numbers: number[]) =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
