import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createServer, type Server } from "node:tls";
import type { Stack } from "../../dev/stack.ts";
import { services } from "../../dev/stack-ports.ts";
import { testStack } from "../../test/stack.ts";
import { runScript } from "./testing/small-cluster.ts";

describe("the smoke test", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-smoke-"));
  const kubectl = join(dir, "kubectl");
  const servers: Server[] = [];
  let stack: Stack;

  before(async () => {
    writeFileSync(kubectl, `#!/bin/sh\nexec bash ${import.meta.dirname}/testing/fake-kubectl.sh "$@"\n`, {
      mode: 0o700,
    });
    makeCertificate(dir);
    stack = await testStack();
    for (const name of services) servers.push(await withTls(dir, name, stack.urls[name]));
  });
  after(async () => {
    for (const server of servers) server.close();
    await stack?.stop();
    rmSync(dir, { recursive: true });
  });

  const smoke = (variables: NodeJS.ProcessEnv = {}) => {
    const fake = {
      KUBECTL: kubectl,
      FAKE_CONTEXT: "any",
      FAKE_DEPLOYED: "kind||",
      FAKE_CA: join(dir, "ca.crt"),
      FAKE_PORTS: dir,
    };
    return runScript("k8s/deploy.sh", ["smoke"], {
      PATH: process.env.PATH,
      HOME: dir,
      TMPDIR: dir,
      ...fake,
      ...variables,
    });
  };

  const production = { OVERLAY: "production", FAKE_DEPLOYED: "production||" };

  it("registers somebody on kind, who can then sign in", async () => {
    const { ok, output } = await smoke();
    assert.ok(ok, output);
    assert.match(
      output,
      /CheckUsername\n *SignIn\n *GetRegistration\n *Register\n *registered smoke\+\d+@example\.com\n *SignIn\n/,
    );
    assert.match(stack.logs("orchestrator"), /RegistrationService\/Register/);
  });

  it("changes nothing elsewhere, and still calls every part", async () => {
    const { ok, output } = await smoke(production);
    assert.ok(ok, output);
    assert.doesNotMatch(output, /registered/);
  });

  it("registers nobody in a cluster that is not known to be for trying", async () => {
    const unknown = await smoke({ FAKE_DEPLOYED: "" });
    assert.ok(unknown.ok, unknown.output);
    assert.doesNotMatch(unknown.output, /registered/);
    const { ok, output } = await smoke({ FAKE_DEPLOYED: "production||" });
    assert.ok(!ok);
    assert.match(output, /deployed from the overlay production, and OVERLAY is not set/);
    assert.doesNotMatch(output, /Register/);
  });

  it("names the call that fails, and why", async () => {
    await stack.kill("profile-service");
    const { ok, output } = await smoke(production);
    assert.ok(!ok);
    assert.match(output, /flock\.profile\.v1\.ProfileService\/CheckUsername did not answer "available":/);
    await stack.restart("profile-service");
  });
});

/** A certificate for the names of the services in a cluster. */
function makeCertificate(dir: string): void {
  const alternatives = services.map((name) => `DNS:${name}.flock.svc`).join(",");
  const files = ["-keyout", join(dir, "tls.key"), "-out", join(dir, "ca.crt")];
  const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync("openssl", [...kind, ...files, "-subj", "/CN=smoke", "-addext", `subjectAltName=${alternatives}`], {
    stdio: "ignore",
  });
}

/** Puts TLS before a service, and notes the port where the pretended port-forward finds it. */
async function withTls(dir: string, name: string, url: string): Promise<Server> {
  const certificate = { cert: readFileSync(join(dir, "ca.crt")), key: readFileSync(join(dir, "tls.key")) };
  const server = createServer(certificate, (incoming) => {
    const outgoing = connect(Number(new URL(url).port), "127.0.0.1");
    for (const socket of [incoming, outgoing]) socket.on("error", () => incoming.destroy());
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  writeFileSync(join(dir, name), String((server.address() as AddressInfo).port));
  return server;
}
