import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessEntry } from "./process-entry.ts";

/** Which processes of a stack were started: `run.json` in its directory. Read by `make down` and after a crash. */
export type RunBook = {
  /** Every process noted, by name, in the order of their start. */
  entries(): Record<string, ProcessEntry>;
  note(name: string, entry: ProcessEntry): void;
  /** Strikes an entry out. */
  strike(name: string): void;
};

/** The name under which the `make up` that owns the stack is noted. */
export const UP = "make up";

/** Opens the book of the stack in this directory. */
export function runBook(dir: string): RunBook {
  const file = join(dir, "run.json");
  const entries = () => readEntries(file);
  const write = (next: Record<string, ProcessEntry>) => {
    if (Object.keys(next).length === 0) return rmSync(file, { force: true });
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(next, null, 2)}\n`);
    renameSync(`${file}.${process.pid}`, file);
  };
  const strike = (name: string) => {
    const { [name]: _, ...rest } = entries();
    write(rest);
  };
  return { entries, strike, note: (name, entry) => write({ ...entries(), [name]: entry }) };
}

function readEntries(file: string): Record<string, ProcessEntry> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, ProcessEntry>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
