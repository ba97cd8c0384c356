import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newCredential } from "../kit/credentials.ts";

const key = () => `k1:${randomBytes(32).toString("base64")}`;
const password = () => randomBytes(24).toString("base64url");
const credential = () => Object.values(newCredential("orchestrator", "k1")).join("\n");

const makers = {
  PASSWORD_PEPPERS: key,
  SEALING_KEYS: key,
  CODEC_KEYS: key,
  ORCHESTRATOR_CREDENTIAL: credential,
  AUTH_OWNER_PASSWORD: password,
  AUTH_APP_PASSWORD: password,
  PROFILE_OWNER_PASSWORD: password,
  PROFILE_APP_PASSWORD: password,
};

/** The secrets of a stack. ORCHESTRATOR_CREDENTIAL is two lines: what it shows, and what the callees accept. */
export type Secrets = Record<keyof typeof makers, string>;

/** Reads the secrets of a stack from `secrets/` in its directory; makes, once, those that are not there. */
export function readSecrets(dir: string): Secrets {
  const folder = join(dir, "secrets");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const values = Object.entries(makers).map(([name, make]) => [name, readOrMake(join(folder, name), make)]);
  return Object.fromEntries(values) as Secrets;
}

function readOrMake(file: string, make: () => string): string {
  try {
    writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").trim();
}
