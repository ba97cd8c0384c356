import assert from "node:assert/strict";
import http2 from "node:http2";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { reasonOf } from "./problem.ts";
import { goodRegister, someId, stubRoutes } from "./testing/routes.ts";
import { testServer } from "./testing/server.ts";

const slow = { ...goodRegister, username: "slow" };
const connect = (baseUrl: string) =>
  createClient(RegistrationService, createConnectTransport({ baseUrl, httpVersion: "1.1" }));
const grpc = (baseUrl: string) => createClient(RegistrationService, createGrpcTransport({ baseUrl }));

for (const [name, clientOf] of Object.entries({ Connect: connect, gRPC: grpc })) {
  test(`${name}: a call that runs at shutdown is answered, and only then does the service close what it opened`, async (t) => {
    const order: string[] = [];
    const server = await testServer(t, { routes: stubRoutes, stop: () => void order.push("stopped") });
    const call = clientOf(server.url)
      .register(slow)
      .then(() => order.push("answered"));
    await sleep(100);
    await server.close();
    await call;
    assert.deepEqual(order, ["answered", "stopped"]);
    await assert.rejects(fetch(server.adminUrl));
  });

  test(`${name}: a stream is ended at shutdown with a reason to try again`, async (t) => {
    const server = await testServer(t, { routes: stubRoutes });
    const stream = clientOf(server.url).watchRegistration({ id: someId })[Symbol.asyncIterator]();
    await stream.next();
    const start = performance.now();
    const [end] = await Promise.allSettled([stream.next(), server.close()]);
    assert(end.status === "rejected");
    assert.equal(reasonOf(end.reason), "SERVICE_UNAVAILABLE");
    assert.ok(performance.now() - start < 900);
  });

  test(`${name}: a call that outlasts the shutdown's deadline is told to try again`, async (t) => {
    const server = await testServer(t, { routes: stubRoutes, config: { SHUTDOWN_DEADLINE_MS: 50 } });
    const call = clientOf(server.url)
      .register(slow)
      .then(() => undefined, ConnectError.from);
    await sleep(100);
    await server.close();
    assert.equal(reasonOf(await call), "SERVICE_UNAVAILABLE");
  });
}

test("before it takes no more connections a server says for a while that it is not ready", async (t) => {
  const server = await testServer(t, { routes: stubRoutes, config: { SHUTDOWN_GRACE_MS: 2_000 } });
  const closing = server.close();
  await sleep(50);
  assert.equal((await fetch(`${server.adminUrl}/readyz`)).status, 503);
  assert.equal((await fetch(`${server.adminUrl}/livez`)).status, 200);
  await connect(server.url).register(goodRegister);
  await closing;
  await assert.rejects(fetch(server.url));
});

test("idle HTTP/2 clients do not hold a shutdown back, and closing twice is closing once", async (t: TestContext) => {
  let stops = 0;
  const server = await testServer(t, { routes: stubRoutes, stop: () => ++stops });
  const session = http2.connect(server.url);
  await new Promise((resolve) => session.once("remoteSettings", resolve));
  const start = performance.now();
  await Promise.all([server.close(), server.close()]);
  assert.ok(performance.now() - start < 900);
  assert.equal(stops, 1);
});
