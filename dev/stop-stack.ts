import { isAlive, killEntryNow, stopEntry } from "./process-entry.ts";
import { type Say, since } from "./progress.ts";
import { type RunBook, UP } from "./run-book.ts";
import { databases, services } from "./stack-ports.ts";

/** Who is asked first: a process stops before those it needs. */
const order = [
  ["orchestrator"],
  services.filter((name) => name !== "orchestrator"),
  ["temporal"],
  databases.map((name) => `postgres-${name}`),
];

/** Stops every process of a stack that is noted in its book and surely is the one noted, in their order. */
export async function stopStack(book: RunBook, say: Say): Promise<void> {
  for (const names of order) await Promise.all(names.map((name) => stopPart(book, name, say)));
}

/** Stops one process of a stack, if it runs. */
export async function stopPart(book: RunBook, name: string, say: Say): Promise<void> {
  const entry = book.entries()[name];
  if (!entry) return;
  const start = Date.now();
  const running = isAlive(entry);
  const stopped = await stopEntry(entry);
  book.strike(name);
  if (running) say(`${name} stopped in ${since(start)}${stopped ? "" : ": killed, it took too long"}`);
}

/** Kills every process of a stack at once, without waiting; `make up` itself excepted. */
export function killStack(book: RunBook): void {
  for (const [name, entry] of Object.entries(book.entries())) {
    if (name === UP) continue;
    killEntryNow(entry);
    book.strike(name);
  }
}
