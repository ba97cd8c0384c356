import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { connect } from "node:tls";
import { ConfigError } from "../env.ts";
import { expiredCertificate, testCertificate } from "../testing/certificate.ts";
import { testServer } from "../testing/server.ts";
import { tlsOf } from "./certificate.ts";

/** A server whose certificate lies in files, and what its clients are shown. */
async function served(t: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), "flock-certificate-"));
  t.after(() => rmSync(dir, { recursive: true }));
  const env = { TLS_CERT_FILE: join(dir, "tls.crt"), TLS_KEY_FILE: join(dir, "tls.key") };
  const write = (tls: { cert: string; key: string }) => {
    writeFileSync(env.TLS_CERT_FILE, tls.cert);
    writeFileSync(env.TLS_KEY_FILE, tls.key);
  };
  write(testCertificate);
  const config = { TLS_CERT: testCertificate.cert, TLS_KEY: testCertificate.key };
  const server = await testServer(t, { env, config, renewalMs: 20 });
  const logged = async (line: RegExp) => {
    while (!server.lines.some((each) => line.test(each))) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { dir, write, logged, shown: () => serialShown(server.port) };
}

function serialShown(port: number): Promise<string> {
  const socket = connect({ port, host: "localhost", rejectUnauthorized: false });
  return new Promise((resolve, reject) => {
    socket.on("error", reject).once("secureConnect", () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
  });
}

function otherCertificate(dir: string) {
  const [keyout, out] = [join(dir, "key.pem"), join(dir, "cert.pem")];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  execFileSync("openssl", ["req", "-x509", ...newKey, "-subj", "/CN=localhost", "-keyout", keyout, "-out", out], {
    stdio: "pipe",
  });
  return { cert: readFileSync(out, "utf8"), key: readFileSync(keyout, "utf8") };
}

test("a renewed certificate is shown to the next connection, without a restart", async (t) => {
  const { dir, write, logged, shown } = await served(t);
  const before = await shown();
  write(otherCertificate(dir));
  await logged(/the certificate was renewed/);
  assert.notEqual(await shown(), before);
});

test("a certificate without its key, as in the middle of a replacement, changes nothing", async (t) => {
  const { dir, write, logged, shown } = await served(t);
  const before = await shown();
  write({ ...testCertificate, cert: otherCertificate(dir).cert });
  await logged(/can not be renewed/);
  assert.equal(await shown(), before);
});

test("a certificate with a key of another type, or one that has expired, is not shown instead of a good one", async (t) => {
  const { write, logged, shown } = await served(t);
  const before = await shown();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  write({ ...testCertificate, key: String(privateKey.export({ type: "pkcs8", format: "pem" })) });
  await logged(/is not the key of TLS_CERT/);
  write(expiredCertificate);
  await logged(/TLS_CERT: has expired/);
  assert.equal(await shown(), before);
});

test("half a certificate is a fault of the configuration, and none is clear text", () => {
  assert.throws(
    () => tlsOf({ TLS_CERT: "a" }),
    new ConfigError(["TLS_KEY: is required, because the other one is set"]),
  );
  assert.equal(tlsOf({}), undefined);
});
