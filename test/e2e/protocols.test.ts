import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import type { Stack } from "../../dev/stack.ts";
import { RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { RegistrationService } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { testStack } from "../stack.ts";
import { browserOf, databasesOf, somebody, WHOLE } from "./people.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const SERVICE = "flock.registration.v1.RegistrationService";

describe("the running system", () => {
  let stack: Stack;
  let databases: ReturnType<typeof databasesOf>;
  before(async () => {
    stack = await testStack();
    databases = databasesOf(stack);
  });
  after(async () => {
    await databases?.close();
    await stack?.stop();
  });

  const buf = async (...args: string[]) =>
    (await run(join(root, "node_modules/.bin/buf"), ["curl", ...args], { cwd: root })).stdout;
  const json = ({ requestId, displayName, ...person }: ReturnType<typeof somebody>) =>
    JSON.stringify({ ...person, request_id: requestId, display_name: displayName });

  it("registers by curl, and both databases hold their part under one id", async () => {
    const person = somebody();
    const url = `${stack.urls.orchestrator}/${SERVICE}/Register`;
    const { stdout } = await run("curl", ["-sS", "-H", "content-type: application/json", "-d", json(person), url]);
    const { registration } = JSON.parse(stdout);
    assert.equal(registration.state, "REGISTRATION_STATE_COMPLETED");
    assert.deepEqual(
      registration.steps.map((step: { name: string; state: string }) => `${step.name} ${step.state}`),
      ["CreateUser STEP_STATE_DONE", "CreateProfile STEP_STATE_DONE", "ActivateUser STEP_STATE_DONE"],
    );
    assert.deepEqual(await databases.rowsOf(person), WHOLE);
  });

  for (const [name, flags] of Object.entries({
    "Connect with a schema": ["--schema", "proto"],
    "Connect with reflection": ["--http2-prior-knowledge"],
    "gRPC with reflection": ["--protocol", "grpc", "--http2-prior-knowledge"],
    "gRPC-Web with a schema": ["--protocol", "grpcweb", "--schema", "proto"],
  })) {
    it(`registers and watches by buf curl over ${name}`, async () => {
      const person = somebody();
      const url = `${stack.urls.orchestrator}/${SERVICE}`;
      assert.match(await buf(...flags, "--data", json(person), `${url}/Register`), /REGISTRATION_STATE_COMPLETED/);
      const watched = await buf(
        ...flags,
        "--data",
        JSON.stringify({ id: person.requestId }),
        `${url}/WatchRegistration`,
      );
      assert.match(watched, /REGISTRATION_STATE_COMPLETED/);
    });
  }

  it("tells its services by reflection, and its health", async () => {
    const { orchestrator } = stack.urls;
    const services = await buf("--http2-prior-knowledge", "--list-services", orchestrator);
    assert.match(services, /flock\.registration\.v1\.RegistrationService/);
    assert.match(services, /grpc\.health\.v1\.Health/);
    const health = `${orchestrator}/grpc.health.v1.Health/Check`;
    assert.match(await buf("--http2-prior-knowledge", "--data", "{}", health), /SERVING/);
  });

  for (const [name, createTransport] of Object.entries({
    Connect: createConnectTransport,
    "gRPC-Web": createGrpcWebTransport,
  })) {
    it(`registers and watches from a browser client over ${name}`, async () => {
      const person = somebody();
      const client = createClient(RegistrationService, createTransport({ baseUrl: stack.urls.orchestrator }));
      const { registration } = await client.register(person);
      assert.equal(registration?.state, RegistrationState.COMPLETED);
      const seen = await Array.fromAsync(client.watchRegistration({ id: person.requestId }));
      assert.deepEqual(
        seen.map((answer) => answer.registration?.state),
        [RegistrationState.COMPLETED],
      );
    });
  }

  it("lets a browser page of an allowed origin call, and no other", async () => {
    const preflight = async (origin: string) => {
      const headers = {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      };
      const answer = await fetch(`${stack.urls.orchestrator}/${SERVICE}/Register`, { method: "OPTIONS", headers });
      return answer.headers.get("access-control-allow-origin");
    };
    assert.equal(await preflight("http://localhost:8000"), "http://localhost:8000");
    assert.equal(await preflight("http://evil.example"), null);
  });

  it("opens no method of the services to somebody without a service credential", async () => {
    const url = `${stack.urls["auth-service"]}/flock.auth.v1.UserService/GetUser`;
    const body = JSON.stringify({ user_id: somebody().requestId });
    for (const authorization of ["", "Bearer x", "Flock-Service a.b"]) {
      const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
      assert.equal((await fetch(url, { method: "POST", body, headers })).status, 401);
    }
  });

  it("puts one trace id, the caller's when there is one, into the logs of all it went through", async () => {
    const traceId = randomBytes(16).toString("hex");
    const headers = { traceparent: `00-${traceId}-0123456789abcdef-01` };
    await browserOf(stack).register(somebody(), { headers });
    for (const [part, method] of [
      ["orchestrator", "Register"],
      ["auth-service", "SealPassword"],
      ["auth-service", "CreateUser"],
      ["profile-service", "CreateProfile"],
      ["auth-service", "ActivateUser"],
    ] as const) {
      const logged = () =>
        stack
          .logs(part)
          .split("\n")
          .some((line) => line.includes(traceId) && line.includes(method));
      for (let tries = 0; !logged() && tries < 100; tries++) await sleep(20);
      assert.ok(logged(), `${part} ${method}`);
    }
  });

  it("counts what it does", async () => {
    const metrics = await (await fetch(`${stack.adminUrls.orchestrator}/metrics`)).text();
    assert.match(metrics, /flock_saga_outcomes_total\{outcome="COMPLETED",reason=""\} [1-9]/);
    assert.match(metrics, /flock_saga_attempts_total\{activity="activateUser",outcome="ok"\} [1-9]/);
    const hashes = await (await fetch(`${stack.adminUrls["auth-service"]}/metrics`)).text();
    assert.match(hashes, /flock_hash/);
  });
});
