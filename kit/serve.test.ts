import assert from "node:assert/strict";
import http2 from "node:http2";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { Access } from "../gen/flock/access/v1/access_pb.ts";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { ConfigError } from "./env.ts";
import { reasonOf } from "./problem.ts";
import { serve } from "./serve.ts";
import { type ServerConfig, serverConfig } from "./server-env.ts";
import { testCertificate } from "./testing/certificate.ts";
import { goodRegister, someId, stubRoutes } from "./testing/routes.ts";
import { memoryLog, testServer } from "./testing/server.ts";
import { serviceWith } from "./testing/services.ts";

const slow = { ...goodRegister, username: "slow" };
const connect = (baseUrl: string) =>
  createClient(RegistrationService, createConnectTransport({ baseUrl, httpVersion: "1.1" }));
const grpc = (baseUrl: string) => createClient(RegistrationService, createGrpcTransport({ baseUrl }));

/** Whether the configuration is refused, and with which faults. */
async function faultsOf(config: Partial<ServerConfig>, options: Partial<Parameters<typeof serve>[0]> = {}) {
  const start = serve({
    name: "x",
    log: memoryLog().log,
    routes: stubRoutes,
    ...options,
    config: serverConfig(config),
  });
  const error = await start.then(
    () => assert.fail("it started"),
    (fault) => fault,
  );
  assert(error instanceof ConfigError);
  return error.faults;
}

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
  const server = await testServer(t, { routes: stubRoutes, config: { SHUTDOWN_GRACE_MS: 200 } });
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

test("with a certificate the service speaks TLS and its admin port does not", async (t) => {
  const config = { TLS_CERT: testCertificate.cert, TLS_KEY: testCertificate.key };
  const { url, adminUrl } = await testServer(t, { routes: stubRoutes, config });
  assert.match(url, /^https:/);
  assert.equal((await fetch(`${adminUrl}/readyz`)).status, 200);
  const nodeOptions = { ca: testCertificate.cert };
  for (const httpVersion of ["1.1", "2"] as const) {
    const transport = createConnectTransport({ baseUrl: url, httpVersion, nodeOptions });
    assert.equal((await createClient(RegistrationService, transport).register(goodRegister)).registration?.id, someId);
  }
});

test("half a certificate, too few threads, or a method without a rule: the service does not start", async () => {
  assert.deepEqual(await faultsOf({ TLS_CERT: "x" }), ["TLS_KEY: is required, because the other one is set"]);
  const threads = await faultsOf({ UV_THREADPOOL_SIZE: 4 }, { minThreads: 8 });
  assert.deepEqual(threads, ["UV_THREADPOOL_SIZE: must be at least 8 for this configuration, but is 4"]);
  const bare = serviceWith({ Open: { access: Access.PUBLIC }, Bare: undefined });
  const routes: typeof stubRoutes = (router) => void router.service(bare, {});
  assert.deepEqual(await faultsOf({}, { routes }), ["test.TestService/Bare: has no usable flock.access.v1.rule"]);
});

test("when the admin port is taken the service's own port is given back", async (t) => {
  const { port } = await testServer(t, {});
  const free = await testServer(t, {});
  await free.close();
  const faults = await faultsOf({ PORT: free.port, ADMIN_PORT: port });
  assert.deepEqual(faults, [`port ${port} on 127.0.0.1 is in use by another process`]);
  await testServer(t, { config: { PORT: free.port, ADMIN_PORT: 0 } });
});
