import { isAlive, stopEntry } from "./process-entry.ts";
import type { Say } from "./progress.ts";
import { runBook, UP } from "./run-book.ts";
import { stopStack } from "./stop-stack.ts";

/** Stops the stack in this directory: through its `make up` if that runs, else process by process. */
export async function shutDown(dir: string, say: Say): Promise<void> {
  const book = runBook(dir);
  const { [UP]: up, ...parts } = book.entries();
  if (up && isAlive(up)) {
    say(`asking make up (pid ${up.pid}) to stop`);
    await stopEntry(up);
  } else if (!Object.values(parts).some(isAlive)) say("nothing runs");
  await stopStack(book, say);
  book.strike(UP);
}
