import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { authEnv } from "../auth-service/config.ts";
import { acceptedCaller, parseAccepted, parseCredential } from "../kit/credentials.ts";
import { parseEnv } from "../kit/env.ts";
import { orchestratorEnv } from "../orchestrator/config.ts";
import { profileEnv } from "../profile-service/config.ts";
import { readSecrets } from "./secrets.ts";
import { serviceEnv } from "./service-env.ts";
import { byName, databases, type Service, services, usualStackPorts } from "./stack-ports.ts";

describe("the variables that make up gives to a service", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-secrets-"));
  after(() => rmSync(dir, { recursive: true }));

  const databaseUrls = byName(databases, (name) => `postgres://a:b@127.0.0.1/${name}`);
  const common = {
    ports: usualStackPorts(),
    secrets: readSecrets(dir),
    databaseUrls,
    temporalAddress: "127.0.0.1:7233",
  };
  const source = (given: Record<string, string> = {}) => ({ ...common, given });
  const acceptedBy = (service: Service) => (serviceEnv(service, source()).ACCEPTED_CREDENTIALS ?? "").split(",");

  it("are what the service asks for", () => {
    assert.equal(parseEnv(authEnv, serviceEnv("auth-service", source())).PORT, 8081);
    assert.equal(parseEnv(profileEnv, serviceEnv("profile-service", source())).PORT, 8082);
    assert.equal(parseEnv(orchestratorEnv, serviceEnv("orchestrator", source())).PORT, 8080);
  });

  it("let the orchestrator in, by the hash of its secret alone", () => {
    const { SERVICE_CREDENTIAL = "" } = serviceEnv("orchestrator", source());
    const [id, secret = ""] = SERVICE_CREDENTIAL.split(".");
    const expected = `orchestrator:${id}:${createHash("sha256").update(secret).digest("hex")}`;
    assert.ok(acceptedBy("auth-service").includes(expected));
    assert.deepEqual(acceptedBy("profile-service"), [expected]);
  });

  it("let the operator in where there is something to operate, by the credential in the first line of its file", () => {
    const [shown = ""] = readFileSync(join(dir, "secrets", "OPERATOR_CREDENTIAL"), "utf8").split("\n");
    const callers = (service: Service) =>
      acceptedCaller(parseAccepted(acceptedBy(service).join(",")), parseCredential(shown));
    const names = (["auth-service", "orchestrator", "profile-service"] as const).map(callers);
    assert.deepEqual(names, ["operator", "operator", undefined]);
  });

  it("make all services agree on whose access tokens are good: auth-service's own, at its port of this stack", () => {
    const moved = { ...source(), ports: usualStackPorts(100) };
    for (const service of services)
      assert.equal(serviceEnv(service, moved).TOKEN_ISSUER, "http://localhost:8181", service);
    assert.equal(serviceEnv("profile-service", moved).AUTH_URL, "http://localhost:8181");
  });

  it("give each service its own secrets only", () => {
    assert.ok(!("CODEC_KEYS" in serviceEnv("auth-service", source())));
    assert.ok(!("PASSWORD_PEPPERS" in serviceEnv("orchestrator", source())));
    assert.ok(!("SEALING_KEYS" in serviceEnv("profile-service", source())));
    assert.ok(!("KEY_ENCRYPTION_KEYS" in serviceEnv("orchestrator", source())));
  });

  it("hold what make up was given, as far as the service reads it", () => {
    const env = serviceEnv("auth-service", source({ BCRYPT_COST: "10", HOME: "/root", GITHUB_TOKEN: "x" }));
    assert.equal(env.BCRYPT_COST, "10");
    assert.ok(!("HOME" in env) && !("GITHUB_TOKEN" in env));
    assert.ok(!("BCRYPT_COST" in serviceEnv("profile-service", source({ BCRYPT_COST: "10" }))));
  });

  it("do not name a secret twice when make up was given a file for it", () => {
    const env = serviceEnv("auth-service", source({ PASSWORD_PEPPERS_FILE: "/run/pepper" }));
    assert.equal(env.PASSWORD_PEPPERS_FILE, "/run/pepper");
    assert.ok(!("PASSWORD_PEPPERS" in env));
  });

  it("say where things are whatever the shell says", () => {
    const env = serviceEnv("auth-service", source({ PORT: "1", DATABASE_URL: "postgres://elsewhere/db" }));
    assert.equal(env.PORT, "8081");
    assert.equal(env.DATABASE_URL, databaseUrls.auth);
  });

  it("leave four threads beside the hashes", () => {
    assert.equal(serviceEnv("auth-service", source()).UV_THREADPOOL_SIZE, String(availableParallelism() + 4));
    assert.equal(serviceEnv("auth-service", source({ HASH_CONCURRENCY: "3" })).UV_THREADPOOL_SIZE, "7");
  });

  it("name our Temporal server, or the one that make up was given with its login", () => {
    const ours = serviceEnv("orchestrator", source({ TEMPORAL_API_KEY: "for another server" }));
    assert.equal(ours.TEMPORAL_ADDRESS, "127.0.0.1:7233");
    assert.ok(!("TEMPORAL_API_KEY" in ours));
    const given = { TEMPORAL_ADDRESS: "temporal.example:7233", TEMPORAL_API_KEY: "key" };
    const theirs = serviceEnv("orchestrator", { ...source(given), temporalAddress: undefined });
    assert.equal(theirs.TEMPORAL_ADDRESS, "temporal.example:7233");
    assert.equal(theirs.TEMPORAL_API_KEY, "key");
    assert.equal(theirs.TEMPORAL_NAMESPACE, "flock");
  });
});
