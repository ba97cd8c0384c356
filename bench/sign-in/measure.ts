import { availableParallelism } from "node:os";
import type { Say } from "../../dev/progress.ts";
import type { Stack } from "../../dev/stack.ts";
import { databaseUrlsOf } from "../../dev/stack-database.ts";
import { besideHashes } from "../hash/measure.ts";
import { describeMachine } from "../machine.ts";
import type { FlockCalls } from "./flock/calls.ts";
import { registerPeople } from "./flock/people.ts";
import type { NamedHashes, SignInResults } from "./results.ts";
import { measureRotation } from "./rotation.ts";
import { countStatements } from "./statements.ts";
import { withSubjects } from "./subjects.ts";
import { type TurnDurations, takeTurns } from "./turns.ts";
import { measureVerification } from "./verify/measure.ts";

/** How long to measure what, in milliseconds, and how many rounds of it. */
export type SignInDurations = TurnDurations &
  Record<"hash" | "verify" | "verifyRounds" | "rotation" | "people", number>;

/** `cost` is that of the stack's hasher. */
export type SignInOptions = { stack: Stack; cost: number; durations: SignInDurations; say: Say };

const CLIENTS = [1, 8];

/** Measures signing in and what comes after it, beside better-auth on the same machine and the same PostgreSQL server. */
export async function measureSignIn(options: SignInOptions): Promise<SignInResults> {
  const { stack, cost, durations, say } = options;
  const machine = await describeMachine(stack);
  say(`registering ${durations.people} people, at better-auth too`);
  const people = await registerPeople(stack.urls.orchestrator, durations.people);
  const kinds = bareHashes(cost);
  return await withSubjects({ stack, people, cost }, async ({ subjects, flock, adminUrl }) => {
    const { result: turns, hashes } = await besideHashes(
      kinds.map((kind) => ({ ...kind, ms: durations.hash })),
      () => takeTurns({ subjects, clients: CLIENTS, durations, say }),
    );
    const named = hashes.map((one, index): NamedHashes => ({ ...one, ...(kinds[index] as HashKind) }));
    const statements = await countStatements({ subjects, adminUrl, logs: () => stack.logs("postgres-auth") });
    return { machine, turns, hashes: named, statements, ...(await measureTokens(flock, options)) };
  });
}

async function measureTokens(flock: FlockCalls, { stack, durations, say }: SignInOptions) {
  const baseUrl = stack.urls["auth-service"];
  const place = { baseUrl, issuer: baseUrl };
  say("verifying offline");
  const tokens: string[] = [];
  for (let count = 0; count < 8; count++) tokens.push((await flock.renew()).accessToken);
  const rounds = { rounds: durations.verifyRounds, ms: durations.verify };
  const verification = await measureVerification({ ...place, tokens, ...rounds });
  say("rotating the signing key");
  const [credential = ""] = stack.plan.secrets.OPERATOR_CREDENTIAL.split("\n");
  const databaseUrl = databaseUrlsOf(stack.plan, "auth").owner;
  const rotation = { credential, databaseUrl, clients: Math.max(...CLIENTS), ms: durations.rotation };
  return { verification, rotation: await measureRotation(flock, { ...place, ...rotation }) };
}

type HashKind = ReturnType<typeof bareHashes>[number];

function bareHashes(cost: number) {
  const at = [1, availableParallelism()];
  const [bcrypt, scrypt] = [
    { scheme: "bcrypt" as const, name: `bcrypt, cost ${cost}`, cost },
    { scheme: "scrypt" as const, name: "scrypt, N=16384 r=16 p=1", cost },
  ];
  return [bcrypt, scrypt].flatMap((hash) => at.map((concurrency) => ({ ...hash, concurrency })));
}
