// better-auth behind node:http with its Drizzle adapter on `pg`, as its documentation sets it up. Prints its port. Takes its
// settings as JSON: `bcryptCost` instead of its own hash, `updateAge` (seconds) instead of its own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { argv, stdout } from "node:process";
import bcrypt from "bcrypt";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { toNodeHandler } from "better-auth/node";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Settings } from "./server.ts";
import { tables } from "./tables.ts";

const { bcryptCost, updateAge } = JSON.parse(argv[2] ?? "{}") as Settings;
const { DATABASE_URL, BETTER_AUTH_SECRET } = process.env;

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  server.on("request", toNodeHandler(betterAuth(optionsAt(`http://127.0.0.1:${port}`))));
  stdout.write(`${port}\n`);
});

function optionsAt(baseURL: string) {
  const pool = new pg.Pool({ connectionString: DATABASE_URL });
  return {
    baseURL,
    secret: BETTER_AUTH_SECRET,
    database: drizzleAdapter(drizzle(pool), { provider: "pg", schema: tables }),
    emailAndPassword: { enabled: true, ...(bcryptCost && { password: bcryptOf(bcryptCost) }) },
    session: updateAge === undefined ? {} : { updateAge },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions;
}

// Of the same package and cost as Flock's, so that the hash costs both the same.
function bcryptOf(cost: number) {
  return {
    hash: (password: string) => bcrypt.hash(password, cost),
    verify: ({ hash, password }: { hash: string; password: string }) => bcrypt.compare(password, hash),
  };
}
