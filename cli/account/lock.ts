import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, usage } from "../failure.ts";

/** How a lock is taken. */
export type LockOptions = {
  /** Milliseconds to wait for whoever has it. */
  waitMs: number;
  /** What to say when it is taken for longer. */
  busy: string;
  /** Whether to delete the lock's file afterwards. */
  remove?: boolean;
};

const POLL_MS = 25;
const SQLITE_BUSY = 5;

/**
 * Runs alone among all processes of this machine that take the lock of this path. SQLite locks the file by the operating
 * system, which takes a lock back when its holder dies: none is ever stale, and none is lost while its holder sleeps.
 * Throws a Failure when the wait is over.
 */
export async function withLock<T>(
  path: string,
  { waitMs, busy, remove = false }: LockOptions,
  run: () => Promise<T>,
): Promise<T> {
  const end = Date.now() + waitMs;
  const file = openFile(path);
  try {
    while (!tryLock(file)) {
      if (Date.now() >= end) throw new Failure("later", "BUSY", busy);
      await sleep(POLL_MS);
    }
    return await run().finally(() => remove && rmSync(path, { force: true }));
  } finally {
    file.close();
  }
}

function openFile(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch {
    throw usage(`${path} can not be written`);
  }
}

function tryLock(file: DatabaseSync): boolean {
  try {
    file.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
