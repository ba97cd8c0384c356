import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "./sql.ts";

/** A place inside somebody's transaction where it stops until it is let go. */
export type Pause = {
  /** Resolves when so many transactions wait: the paused one, and those that wait for it. */
  waiting(count: number): Promise<void>;
  /** Lets the paused transaction go on, and nobody stop here any more. */
  end(): Promise<void>;
};

/**
 * Makes statements of the service stop where a trigger fires, such as "after insert on users", as a process does whose
 * machine hangs at the worst moment; "read of users" stops those that already see the rows but have not got them yet.
 */
export const pauses =
  (sql: Sql) =>
  async (event: string): Promise<Pause> => {
    const table = event.split(" ").at(-1) ?? "";
    const { begin, undo } = event.startsWith("read of") ? readStop(table) : triggerStop(event, table);
    const unlock = await sql.lock(7);
    await sql.run(begin);
    const waiting = (count: number) => until(async () => (await blocked(sql)) >= count);
    const end = async () => {
      await unlock();
      await sql.run(undo);
    };
    return { waiting, end };
  };

// Both work by an advisory lock that the paused statement wants and the test holds.
const triggerStop = (event: string, table: string) => ({
  begin: `
    create or replace function pause() returns trigger language plpgsql security definer as $$
    begin perform pg_advisory_xact_lock(7); return coalesce(new, old); end $$;
    create trigger pause ${event} for each statement execute function pause();`,
  undo: `drop trigger pause on ${table}`,
});

const readStop = (table: string) => ({
  begin: `
    create or replace function pause_read() returns boolean language plpgsql security definer as $$
    begin perform pg_advisory_xact_lock(7); return true; end $$;
    alter table ${table} enable row level security;
    create policy pause on ${table} using (pause_read()) with check (true);`,
  undo: `alter table ${table} disable row level security; drop policy pause on ${table}`,
});

async function blocked(sql: Sql): Promise<number> {
  const waiting = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return waiting.length;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 4_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("nothing came to wait at the pause");
    await sleep(20);
  }
}
