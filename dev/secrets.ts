import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newCredential } from "../kit/credentials.ts";
import { type Database, databases } from "./stack-ports.ts";

const key = () => `k1:${randomBytes(32).toString("base64")}`;
const password = () => randomBytes(24).toString("base64url");
const credentialOf = (name: string) => () => Object.values(newCredential(name, "k1")).join("\n");

/** The names of the secrets that hold the passwords of a database's two roles. */
export function passwordNames(name: Database) {
  const first = name.toUpperCase() as Uppercase<Database>;
  return { owner: `${first}_OWNER_PASSWORD`, app: `${first}_APP_PASSWORD` } as const;
}

type PasswordName = ReturnType<typeof passwordNames>["owner" | "app"];
const passwordMakers = Object.fromEntries(
  databases.flatMap((name) => Object.values(passwordNames(name)).map((each) => [each, password])),
) as Record<PasswordName, () => string>;

const makers = {
  PASSWORD_PEPPERS: key,
  SEALING_KEYS: key,
  CODEC_KEYS: key,
  KEY_ENCRYPTION_KEYS: key,
  ORCHESTRATOR_CREDENTIAL: credentialOf("orchestrator"),
  OPERATOR_CREDENTIAL: credentialOf("operator"),
  ...passwordMakers,
};

/** The secrets of a stack. A credential is two lines: what its bearer shows, and what the callees accept. */
export type Secrets = Record<keyof typeof makers, string>;

/**
 * Reads the secrets of a stack from `secrets/` in its directory; makes, once, those that are not there. Throws when one
 * that was made before is gone: what it protects would be lost behind a new one without a word.
 */
export function readSecrets(dir: string): Secrets {
  const folder = join(dir, "secrets");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const names = Object.keys(makers) as (keyof Secrets)[];
  requireAll(folder, names);
  const values = names.map((name) => [name, readOrMake(join(folder, name), makers[name])]);
  writeFileSync(join(folder, MADE), `${names.join("\n")}\n`, { mode: 0o600 });
  return Object.fromEntries(values) as Secrets;
}

/** Names the secrets that exist: a newer version has new ones to make, and no version makes an old one twice. */
const MADE = ".made";

function requireAll(folder: string, names: string[]): void {
  const made = existsSync(join(folder, MADE)) ? readFileSync(join(folder, MADE), "utf8").split("\n") : [];
  const gone = names.filter((name) => made.includes(name) && !existsSync(join(folder, name)));
  if (gone.length === 0) return;
  const what = `${gone.join(", ")}: gone from ${folder}, and the data there needs it`;
  throw new Error(`${what}; bring it back, or forget the data with \`make reset\``);
}

function readOrMake(file: string, make: () => string): string {
  try {
    writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").trim();
}
