import assert from "node:assert/strict";
import { test } from "node:test";
import type { DescMessage, DescMethodUnary } from "@bufbuild/protobuf";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import { Access } from "../gen/flock/access/v1/access_pb.ts";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { newCredential, parseAccepted } from "./credentials.ts";
import { type GateOptions, requestGate, userOf } from "./gate.ts";
import { routerOptions } from "./interceptors.ts";
import { Problem, reasonOf } from "./problem.ts";
import { goodRegister, someId, stubRoutes } from "./testing/routes.ts";
import { memoryLog } from "./testing/server.ts";
import { serviceWith } from "./testing/services.ts";

const orchestrator = newCredential("orchestrator", "k1");
const web = newCredential("web", "k1");
const accepted = parseAccepted(`${orchestrator.accepted},${web.accepted}`);
const profile = { userId: someId, registrationId: someId, username: "ada" };

function transport(options: GateOptions = { accepted }) {
  const router = routerOptions({ gate: requestGate(options), log: memoryLog().log });
  return createRouterTransport(stubRoutes, { router });
}

const createProfile = (authorization?: string) =>
  createClient(ProfileService, transport()).createProfile(profile, { headers: authorization ? { authorization } : {} });

const refusedWith = (reason: string) => (error: unknown) => reasonOf(error) === reason;

test("a service named in the rule is let in, and the handler knows its name", async () => {
  const { profile: made } = await createProfile(`Flock-Service ${orchestrator.credential}`);
  assert.equal(made?.username, "orchestrator");
});

test("a service method refuses a missing, a wrong and a user's credential", async () => {
  const wrong = newCredential("orchestrator", "k1").credential;
  for (const authorization of [
    undefined,
    `Flock-Service ${wrong}`,
    `Bearer ${orchestrator.credential}`,
    "Basic YTpi",
    "x",
  ]) {
    await assert.rejects(createProfile(authorization), refusedWith("CREDENTIAL_REFUSED"), authorization);
  }
});

test("a service that the rule does not name is told so", async () => {
  await assert.rejects(createProfile(`Flock-Service ${web.credential}`), refusedWith("PERMISSION_DENIED"));
});

test("a public method needs no credential and ignores any single one", async () => {
  const client = createClient(RegistrationService, transport());
  for (const authorization of ["", "Bearer expired", `Flock-Service ${web.credential}`, "Basic YTpi"]) {
    await client.register(goodRegister, { headers: authorization ? { authorization } : {} });
  }
});

test("a request with two credentials is refused, on a public method too", async () => {
  const headers = { authorization: `Bearer token, Flock-Service ${orchestrator.credential}` };
  await assert.rejects(createProfile(headers.authorization), refusedWith("CREDENTIAL_REFUSED"));
  const open = createClient(RegistrationService, transport()).register(goodRegister, { headers });
  await assert.rejects(open, refusedWith("CREDENTIAL_REFUSED"));
});

/** Calls a method for users; answers the user id that its handler saw. */
async function callAsUser(authorization: string, verifyUser?: GateOptions["verifyUser"]): Promise<string | undefined> {
  const method = serviceWith({ Get: { access: Access.USER } }).methods[0] as DescMethodUnary<DescMessage, DescMessage>;
  let seen: string | undefined;
  const router = routerOptions({
    gate: requestGate({ accepted, ...(verifyUser && { verifyUser }) }),
    log: memoryLog().log,
  });
  const routes = createRouterTransport(
    ({ rpc }) => {
      rpc(method, (_, { values }) => {
        seen = userOf({ values }).id;
        return {};
      });
    },
    { router },
  );
  await routes.unary(method, undefined, undefined, { authorization }, {});
  return seen;
}

const knowsGood: GateOptions["verifyUser"] = async (token) => {
  if (token !== "good") throw new Problem("INVALID_ACCESS_TOKEN");
  return { kind: "user", id: "user-1", sessionId: "session-1" };
};

test("a user method lets in who bears a token that the verifier knows, and tells the handler the user's id", async () => {
  assert.equal(await callAsUser("Bearer good", knowsGood), "user-1");
  for (const authorization of ["Bearer bad", "Basic YTpi", `Flock-Service ${orchestrator.credential}`])
    await assert.rejects(callAsUser(authorization, knowsGood), refusedWith("INVALID_ACCESS_TOKEN"));
});

test("a user method refuses everybody while there is no verifier", async () => {
  await assert.rejects(callAsUser("Bearer good"), refusedWith("INVALID_ACCESS_TOKEN"));
});
