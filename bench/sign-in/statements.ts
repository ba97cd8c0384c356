import { setTimeout as sleep } from "node:timers/promises";
import { withConnection } from "../../kit/connection.ts";
import type { CallName, Subject } from "./subject.ts";

/** How many statements a call has its PostgreSQL run, `begin` and `commit` among them. */
export type Statements = Partial<Record<CallName, number>>;

/** The superuser's URL of the server, and everything that it has logged. */
export type StatementsOptions = { subjects: Subject[]; adminUrl: string; logs(): string };

const TRIES = 3;
const WRITTEN_MS = 200;

/** Has the server log its statements for a while and makes each call a few times by itself. */
export async function countStatements({ subjects, adminUrl, logs }: StatementsOptions): Promise<Statements> {
  const logged = async ({ name, call }: Subject) => {
    const counts: number[] = [];
    for (let time = 0; time < TRIES; time++) {
      const begin = logs().length;
      await call();
      await sleep(WRITTEN_MS);
      counts.push(statementsIn(logs().slice(begin)));
    }
    return [name, Math.min(...counts)] as const; // something in the background may have been counted with one
  };
  const counted: (readonly [CallName, number])[] = [];
  await setLogging(adminUrl, "all");
  for (const subject of subjects) counted.push(await logged(subject));
  await setLogging(adminUrl, "none");
  return Object.fromEntries(counted);
}

/** Counts the statements in a part of PostgreSQL's log, of either protocol. */
export const statementsIn = (log: string): number => log.match(/ LOG: {2}(statement|execute [^:]*): /g)?.length ?? 0;

async function setLogging(adminUrl: string, what: "all" | "none"): Promise<void> {
  await withConnection(adminUrl, async (admin) => {
    await admin.query(`alter system set log_statement = '${what}'`);
    await admin.query("select pg_reload_conf()");
  });
  await sleep(WRITTEN_MS);
}
