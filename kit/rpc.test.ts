import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "./problem.ts";
import { goodRegister, someId, stubRoutes } from "./testing/routes.ts";
import { testServer } from "./testing/server.ts";

type Connect = (baseUrl: string) => Transport;
const transports: Record<string, Connect> = {
  "Connect with JSON over HTTP/1.1": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false }),
  "Connect over HTTP/2": (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "2" }),
  gRPC: (baseUrl) => createGrpcTransport({ baseUrl }),
  "gRPC-Web over HTTP/1.1": (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
};

/** The error of a call, which must be one of ours. */
async function problemOf(call: Promise<unknown>): Promise<ConnectError & { fields: string[]; reason: string }> {
  const error = await call.then(() => assert.fail("the call succeeded"), ConnectError.from);
  const fields = error
    .findDetails(BadRequestSchema)
    .flatMap(({ fieldViolations }) => fieldViolations.map(({ field }) => field));
  return Object.assign(error, { fields, reason: String(reasonOf(error)) });
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

for (const [name, connect] of Object.entries(transports)) {
  test(`${name}: calls and streams are answered, and a handler knows where they come from`, async (t) => {
    const { url } = await testServer(t, { routes: stubRoutes });
    const client = createClient(RegistrationService, connect(url));
    assert.equal((await client.register(goodRegister)).registration?.id, someId);
    const abort = new AbortController();
    for await (const { registration } of client.watchRegistration({ id: someId }, { signal: abort.signal })) {
      assert.equal(registration?.id, someId);
      assert.match(registration.failureReason, /^(127\.0\.0\.1|::1)$/);
      break;
    }
    abort.abort();
  });

  test(`${name}: a Problem arrives with its reason and its fields`, async (t) => {
    const { url } = await testServer(t, { routes: stubRoutes });
    const taken = await problemOf(createClient(ProfileService, connect(url)).checkUsername({ username: "taken" }));
    assert.equal(taken.reason, "USERNAME_TAKEN");
    assert.equal(taken.code, Code.AlreadyExists);
    assert.deepEqual(taken.fields, ["username"]);
  });

  test(`${name}: what a rule forbids is refused with the field's name, in streams too`, async (t) => {
    const { url } = await testServer(t, { routes: stubRoutes });
    const client = createClient(RegistrationService, connect(url));
    const refused = await problemOf(client.register({ ...goodRegister, email: "" }));
    assert.deepEqual([refused.reason, refused.fields], ["INVALID_REQUEST", ["email"]]);
    const stream = await problemOf(drain(client.watchRegistration({ id: "x" })));
    assert.deepEqual([stream.reason, stream.fields], ["INVALID_REQUEST", ["id"]]);
  });

  test(`${name}: an unknown error is answered as INTERNAL and logged without its message`, async (t) => {
    const { url, lines } = await testServer(t, { routes: stubRoutes });
    const broken = await problemOf(createClient(ProfileService, connect(url)).checkUsername({ username: "broken" }));
    assert.equal(broken.reason, "INTERNAL");
    assert.match(lines.join(), /testing\/routes\.ts/);
    assert.doesNotMatch(`${broken.message}${lines.join()}`, /hunter2/);
  });

  test(`${name}: a method without an implementation is METHOD_NOT_FOUND`, async (t) => {
    const { url } = await testServer(t, { routes: stubRoutes });
    const missing = await problemOf(createClient(RegistrationService, connect(url)).getRegistration({ id: someId }));
    assert.equal(missing.reason, "METHOD_NOT_FOUND");
  });

  test(`${name}: a handler that is too slow is answered for at the deadline, the client's or the default`, async (t) => {
    const { url } = await testServer(t, { routes: stubRoutes, config: { DEFAULT_DEADLINE_MS: 150 } });
    const client = createClient(RegistrationService, connect(url));
    const start = performance.now();
    const late = await problemOf(client.register({ ...goodRegister, username: "slow" }));
    assert.equal(late.reason, "DEADLINE_EXCEEDED");
    assert.ok(performance.now() - start < 390);
    await client.register({ ...goodRegister, username: "slow" }, { timeoutMs: 5_000 });
  });

  test(`${name}: a request over 64 KiB is refused, before and after decompression`, async (t) => {
    const { url } = await testServer(t, { routes: stubRoutes });
    const large = { ...goodRegister, displayName: "x".repeat(70_000) };
    const refused = await problemOf(createClient(RegistrationService, connect(url)).register(large));
    assert.deepEqual([refused.reason, refused.code], ["REQUEST_TOO_LARGE", Code.ResourceExhausted]);
  });
}
