import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { file_flock_access_v1_access, rule } from "../gen/flock/access/v1/access_pb.ts";
import { ServerReflection, type ServerReflectionRequest } from "../gen/grpc/reflection/v1/reflection_pb.ts";
import { reasonOf } from "./problem.ts";
import { stubRoutes } from "./testing/routes.ts";
import { testServer } from "./testing/server.ts";

const run = promisify(execFile);
const buf = fileURLToPath(new URL("../node_modules/.bin/buf", import.meta.url));
const tmp = tmpdir();

type Question = ServerReflectionRequest["messageRequest"];

/** Asks all questions in one stream and answers the cases of the answers with their values. */
async function ask(baseUrl: string, questions: Question[]) {
  const client = createClient(ServerReflection, createGrpcTransport({ baseUrl }));
  async function* requests() {
    for (const messageRequest of questions) yield { messageRequest };
  }
  const answers = [];
  for await (const { messageResponse } of client.serverReflectionInfo(requests())) answers.push(messageResponse);
  return answers;
}

test("buf curl finds the methods of a server and calls one, without any proto file", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes, config: { REFLECTION: true } });
  const { stdout: methods } = await run(buf, ["curl", "--http2-prior-knowledge", "--list-methods", url], { cwd: tmp });
  assert.match(methods, /^flock\.profile\.v1\.ProfileService\/CheckUsername$/m);
  const target = `${url}/flock.profile.v1.ProfileService/CheckUsername`;
  const { stdout: answer } = await run(buf, ["curl", "--data", '{"username":"ada"}', target], { cwd: tmp });
  assert.deepEqual(JSON.parse(answer), { available: true });
});

test("files are found by name, by symbol, by member and by extension; what is not there is not found", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes, config: { REFLECTION: true } });
  const containingType = "google.protobuf.MethodOptions";
  const found = await ask(url, [
    { case: "fileByFilename", value: file_flock_access_v1_access.proto.name },
    { case: "fileContainingSymbol", value: "flock.profile.v1.Profile" },
    { case: "fileContainingSymbol", value: "flock.profile.v1.ProfileService.GetProfile" },
    {
      case: "fileContainingExtension",
      value: { $typeName: "grpc.reflection.v1.ExtensionRequest", containingType, extensionNumber: rule.number },
    },
    { case: "allExtensionNumbersOfType", value: containingType },
    { case: "fileByFilename", value: "nope.proto" },
    { case: "fileContainingSymbol", value: "nope" },
    { case: "allExtensionNumbersOfType", value: "nope" },
    { case: undefined },
  ]);
  const file = "fileDescriptorResponse";
  const none = Array(4).fill("errorResponse");
  assert.deepEqual(
    found.map((answer) => answer.case),
    [file, file, file, file, "allExtensionNumbersResponse", ...none],
  );
  assert(found[4]?.case === "allExtensionNumbersResponse");
  assert.ok(found[4].value.extensionNumber.includes(rule.number));
});

test("reflection is off unless it is asked for", async (t) => {
  const { url } = await testServer(t, { routes: stubRoutes });
  await assert.rejects(
    ask(url, [{ case: "listServices", value: "" }]),
    (error) => reasonOf(error) === "METHOD_NOT_FOUND",
  );
});
