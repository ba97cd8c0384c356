import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

/** The account that PostgreSQL runs as when that is not the account of this process. */
export type Account = { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root. So uid 0 runs it as the owner of existing data, else as `nobody`; no account is ever
 * made. Everybody else runs it as themselves (undefined).
 */
export function postgresAccount(data: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (!existsSync(data)) return { uid: idOfNobody("-u"), gid: idOfNobody("-g") };
  const { uid, gid } = statSync(data);
  return uid === 0 ? { uid: idOfNobody("-u"), gid: idOfNobody("-g") } : { uid, gid };
}

const idOfNobody = (flag: "-u" | "-g") => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
