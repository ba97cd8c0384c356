import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { Health, HealthCheckResponse_ServingStatus as Status } from "../gen/grpc/health/v1/health_pb.ts";
import { reasonOf } from "./problem.ts";
import { stubRoutes } from "./testing/routes.ts";
import { testServer } from "./testing/server.ts";

const profile = "flock.profile.v1.ProfileService";
const client = (baseUrl: string) => createClient(Health, createGrpcTransport({ baseUrl }));

test("the process and each of its services serve while it is ready, and only then", async (t) => {
  let database = true;
  const { url } = await testServer(t, { routes: stubRoutes, ready: () => database });
  const health = client(url);
  for (const service of ["", profile]) assert.equal((await health.check({ service })).status, Status.SERVING);
  database = false;
  for (const service of ["", profile]) assert.equal((await health.check({ service })).status, Status.NOT_SERVING);
  const { statuses } = await health.list({});
  assert.equal(statuses[profile]?.status, Status.NOT_SERVING);
});

test("a service that is not there is told so, and Watch is not implemented", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes });
  const health = client(url);
  await assert.rejects(health.check({ service: "nope" }), (error) => reasonOf(error) === "SERVICE_NOT_FOUND");
  const first = health.watch({})[Symbol.asyncIterator]().next();
  await assert.rejects(first, (error) => reasonOf(error) === "METHOD_NOT_FOUND");
});
