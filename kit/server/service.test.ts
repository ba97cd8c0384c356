import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { Access } from "../../gen/flock/access/v1/access_pb.ts";
import { RegistrationService } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { ConfigError } from "../env.ts";
import { serve } from "../serve.ts";
import { type ServerConfig, serverConfig } from "../server-env.ts";
import { testCertificate } from "../testing/certificate.ts";
import { goodRegister, someId, stubRoutes } from "../testing/routes.ts";
import { memoryLog, testServer } from "../testing/server.ts";
import { serviceWith } from "../testing/services.ts";

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
