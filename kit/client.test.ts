import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { pipeline } from "node:stream";
import { type TestContext, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { connectClient } from "./client.ts";
import { newCredential, parseAccepted } from "./credentials.ts";
import { reasonOf } from "./problem.ts";
import { goodRegister, someId, stubRoutes } from "./testing/routes.ts";
import { testServer } from "./testing/server.ts";
import { newTraceId, runTraced } from "./trace.ts";

const { credential, accepted } = newCredential("orchestrator", "k1");
const config = { ACCEPTED_CREDENTIALS: parseAccepted(accepted) };
const profile = { userId: someId, registrationId: someId, username: "ada" };

test("a client presents its service's credential and hands the trace on", async (t) => {
  const { url, log } = await testServer(t, { routes: stubRoutes, config });
  const client = connectClient(ProfileService, { baseUrl: url, credential, timeoutMs: 5_000 });
  const traceId = newTraceId();
  const { profile: made } = await runTraced({ traceId, log }, () => client.createProfile(profile));
  assert.deepEqual([made?.username, made?.bio], ["orchestrator", traceId]);
});

test("a client without a credential is refused by a service method", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes, config });
  const client = connectClient(ProfileService, { baseUrl: url, timeoutMs: 5_000 });
  await assert.rejects(client.createProfile(profile), (error) => reasonOf(error) === "CREDENTIAL_REFUSED");
});

test("a call has a deadline, and none that is later than that of the request it is made for", async (t) => {
  const { url, log } = await testServer(t, { routes: stubRoutes });
  const slow = { ...goodRegister, username: "slow" };
  const late = (error: unknown) => ConnectError.from(error).code === Code.DeadlineExceeded;
  const hasty = connectClient(RegistrationService, { baseUrl: url, timeoutMs: 50 });
  await assert.rejects(hasty.register(slow), late);
  const patient = connectClient(RegistrationService, { baseUrl: url, timeoutMs: 5_000 });
  const trace = { traceId: newTraceId(), log, deadline: Date.now() + 50 };
  await assert.rejects(
    runTraced(trace, () => patient.register(slow)),
    late,
  );
  await patient.register(slow);
});

test("a call whose deadline has passed ends at once, and does not wait for ever", async (t) => {
  const { url, log } = await testServer(t, { routes: stubRoutes });
  const slow = { ...goodRegister, username: "slow" };
  const client = connectClient(RegistrationService, { baseUrl: url, timeoutMs: 5_000 });
  const late = (error: unknown) => ConnectError.from(error).code === Code.DeadlineExceeded;
  await assert.rejects(client.register(slow, { timeoutMs: -100 }), late);
  const trace = { traceId: newTraceId(), log, deadline: Date.now() - 1 };
  await assert.rejects(
    runTraced(trace, () => client.register(slow)),
    late,
  );
});

test("a service that can not be reached is Unavailable, without a reason that would be final", async () => {
  const client = connectClient(ProfileService, { baseUrl: "http://127.0.0.1:1", timeoutMs: 1_000 });
  const error = await client.createProfile(profile).then(() => assert.fail("it answered"), ConnectError.from);
  assert.equal(error.code, Code.Unavailable);
  assert.equal(reasonOf(error), undefined);
});

/** Stands before a server and counts the connections that are made to it. */
async function countingRelay(t: TestContext, port: number) {
  let connections = 0;
  const relay = net.createServer((socket) => {
    connections++;
    pipeline(socket, net.connect(port, "127.0.0.1"), socket, () => undefined);
  });
  await once(relay.listen(0, "127.0.0.1"), "listening");
  t.after(() => relay.close());
  return { url: `http://127.0.0.1:${(relay.address() as net.AddressInfo).port}`, count: () => connections };
}

test("one connection serves many calls", async (t) => {
  const { port } = await testServer(t, { routes: stubRoutes });
  const { url, count } = await countingRelay(t, port);
  const client = connectClient(ProfileService, { baseUrl: url, timeoutMs: 5_000 });
  for (let n = 0; n < 20; n++) await client.checkUsername({ username: `user_${n}` });
  assert.equal(count(), 1);
});
