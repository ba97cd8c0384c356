import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate authority of a test's own, in a folder. */
export type Authority = { dir: string; key: string; cert: string };

/** Makes an authority. */
export function newAuthority(dir: string): Authority {
  mkdirSync(dir, { recursive: true });
  const [key, cert] = [join(dir, "ca.key"), join(dir, "ca.crt")];
  openssl("req", "-x509", "-noenc", "-days", "60", "-subj", "/CN=test", ...newKey(key), "-out", cert);
  return { dir, key, cert };
}

/** Makes a certificate for a name, as cert-manager would: a folder with tls.crt, tls.key and ca.crt. */
export function certify({ key, cert }: Authority, dir: string, name: string): void {
  mkdirSync(dir, { recursive: true });
  const at = (file: string) => join(dir, file);
  writeFileSync(at("extensions"), `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  openssl("req", "-noenc", "-subj", `/CN=${name}`, ...newKey(at("tls.key")), "-out", at("request"));
  const signed = ["-days", "60", "-CA", cert, "-CAkey", key, "-CAcreateserial", "-extfile", at("extensions")];
  openssl("x509", "-req", "-in", at("request"), ...signed, "-out", at("tls.crt"));
  openssl("x509", "-in", cert, "-out", at("ca.crt"));
}

const newKey = (path: string) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", path];

const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
