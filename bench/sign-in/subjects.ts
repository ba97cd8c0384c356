import { join } from "node:path";
import { startPostgres } from "../../dev/postgres.ts";
import type { Stack } from "../../dev/stack.ts";
import { pidsOf } from "../pids.ts";
import type { Person } from "../register/call.ts";
import { betterAuthCalls } from "./better-auth/calls.ts";
import { withBetterAuth } from "./better-auth/server.ts";
import { type FlockCalls, flockCalls } from "./flock/calls.ts";
import type { Subject } from "./subject.ts";

/** A stack, people who have accounts there, and the cost of its bcrypt. */
export type SubjectsOptions = { stack: Stack; people: Person[]; cost: number };

/** All calls that are compared, those of Flock by themselves, and the superuser's URL of the PostgreSQL server of all. */
export type Compared = { subjects: Subject[]; flock: FlockCalls; adminUrl: string };

/**
 * Runs something beside the servers that are compared. better-auth runs twice: with its own hash and settings; and with the
 * stack's hash, writing the session at every get-session. Both have a database each on auth-service's PostgreSQL server.
 */
export async function withSubjects<T>(
  { stack, people, cost }: SubjectsOptions,
  run: (compared: Compared) => Promise<T>,
): Promise<T> {
  const { "auth-service": pid, "postgres-auth": postgresPid } = pidsOf(stack);
  const { adminUrl } = await startPostgres(authPostgres(stack));
  const alike = { adminUrl, name: "better_auth_alike", settings: { bcryptCost: cost, updateAge: 0 } };
  return await withBetterAuth({ adminUrl, name: "better_auth", settings: {} }, (itself) =>
    withBetterAuth(alike, async (likeOurs) => {
      const flock = await flockCalls(stack.urls["auth-service"], people);
      const [own, same] = [
        await betterAuthCalls(itself.url, people, false),
        await betterAuthCalls(likeOurs.url, people, true),
      ];
      const subjects = [
        { pid, name: "SignIn", call: flock.signIn },
        { pid: likeOurs.pid, name: "sign-in/email, bcrypt", call: same.signIn },
        { pid: itself.pid, name: "sign-in/email, scrypt", call: own.signIn },
        { pid, name: "RefreshSession", call: flock.refresh },
        { pid: likeOurs.pid, name: "get-session, written", call: same.getSession },
        { pid, name: "GetCurrentUser", call: flock.currentUser },
        { pid: itself.pid, name: "get-session", call: own.getSession },
      ] as const;
      return await run({ subjects: subjects.map((subject) => ({ ...subject, postgresPid })), flock, adminUrl });
    }),
  );
}

// The server runs: starting it once more only answers where.
const authPostgres = ({ plan }: Stack) => ({ dir: join(plan.dir, "postgres-auth"), port: plan.ports.databases.auth });
