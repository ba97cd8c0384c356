import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Place } from "./postgres.ts";
import type { Account } from "./postgres-account.ts";

const run = promisify(execFile);

/** The superuser's password: made at the first start, kept beside the data for the owner's eyes only. */
export async function superuserPassword(dir: string): Promise<string> {
  const path = join(dir, "password");
  await writeFile(path, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" }).catch(ignoreExisting);
  return readFile(path, "utf8");
}

/** Makes the data folder, all or nothing. */
export async function initialize({ dir, data, bin, account, password }: Omit<Place, "stop">): Promise<void> {
  const partial = join(dir, "data.partial");
  const passwordFile = join(dir, "initdb-password");
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await give(partial, account);
  await give(passwordFile, account);
  try {
    await run(join(bin, "initdb"), initdbArguments(account), { cwd: partial, env: cleanEnvironment, ...account });
  } finally {
    await rm(passwordFile);
  }
  await rename(partial, data);
}

/**
 * How PostgreSQL is told where its data lies: by its working directory. Another account may not be able to walk to a
 * folder inside root's private ones, but it stays in the one it was put into.
 */
export const dataArgument = (account: Account | undefined) =>
  account && process.platform === "linux" ? "/proc/self/cwd" : ".";

/** Nothing of ours is handed to PostgreSQL: no secrets, no PG* variables. */
export const cleanEnvironment = { LC_ALL: "C", TZ: "UTC" };

const initdbArguments = (account: Account | undefined) => [
  ...["-D", dataArgument(account), "--username=postgres", "--pwfile=../initdb-password", "--auth=scram-sha-256"],
  ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
];

const give = async (path: string, account?: Account) => account && chown(path, account.uid, account.gid);

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
