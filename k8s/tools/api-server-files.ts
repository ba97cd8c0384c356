import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";

/** Writes what an API server must be given, and answers the arguments that name it. Its certificate it makes itself. */
export function apiServerFiles(dir: string, token: string): string[] {
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  write(`${dir}/accounts.pub`, keys.publicKey);
  write(`${dir}/accounts.key`, keys.privateKey);
  write(`${dir}/tokens.csv`, `${token},admin,1,"system:masters"\n`);
  return [
    `--cert-dir=${dir}/certificates`,
    `--service-account-key-file=${dir}/accounts.pub`,
    `--service-account-signing-key-file=${dir}/accounts.key`,
    `--token-auth-file=${dir}/tokens.csv`,
  ];
}

/** Writes a kubeconfig for the administrator of an API server, and answers its path. */
export function writeKubeconfig(dir: string, server: string, token: string): string {
  const name = "flock-check";
  const path = `${dir}/kubeconfig`;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority": `${dir}/certificates/apiserver.crt` } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  write(path, JSON.stringify(config));
  return path;
}

/** A token that nobody guesses. */
export const newToken = () => randomBytes(32).toString("base64url");

const write = (path: string, text: string) => writeFileSync(path, text, { mode: 0o600 });
