import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { escapeIdentifier } from "pg";
import { dropDatabase } from "../../../dev/databases.ts";
import { withConnection } from "../../../kit/connection.ts";
import { type OwnServer, withServer } from "../../own-server.ts";

/** How this better-auth differs from one as it comes: `updateAge` is in seconds, 0 writes at every call. */
export type Settings = { bcryptCost?: number; updateAge?: number };

/** `adminUrl` is the superuser's, of the server where the database is made under this name. */
export type BetterAuthOptions = { adminUrl: string; name: string; settings: Settings };

const file = fileURLToPath(new URL("./main.ts", import.meta.url));
const tables = readFileSync(join(import.meta.dirname, "tables.sql"), "utf8");

/** Runs something beside a better-auth in production mode, with an empty database of its own that ends with it. */
export async function withBetterAuth<T>(
  { adminUrl, name, settings }: BetterAuthOptions,
  run: (server: OwnServer) => Promise<T>,
): Promise<T> {
  const url = new URL(adminUrl);
  url.pathname = name;
  await withConnection(adminUrl, (admin) => admin.query(`create database ${escapeIdentifier(name)}`));
  await withConnection(url.href, (owner) => owner.query(tables));
  const secret = randomBytes(32).toString("base64");
  const env = { NODE_ENV: "production", DATABASE_URL: url.href, BETTER_AUTH_SECRET: secret };
  const args = [JSON.stringify(settings)];
  return await withServer({ file, args, env }, run).finally(() => dropDatabase(adminUrl, name));
}
