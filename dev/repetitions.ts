import type { Say } from "./progress.ts";
import { kindOf, readable } from "./readable.ts";

const COUNT_MS = 10_000;

/**
 * Shows lines of a log to people: one of each kind at once, and what is repeated as one line with a count every 10 seconds.
 * `end` shows what is still to be counted.
 */
export function withoutRepetitions(say: Say): { show: Say; end: () => void } {
  const repeated = new Map<string, { latest: string; more: number }>();
  const show = (line: string) => {
    const kind = kindOf(line);
    const seen = kind === undefined ? undefined : repeated.get(kind);
    if (!seen) say(readable(line));
    if (kind !== undefined) repeated.set(kind, { latest: line, more: seen ? seen.more + 1 : 0 });
  };
  const count = () => {
    for (const [kind, { latest, more }] of repeated) {
      if (more > 0) say(`${readable(latest)}, ${more} more like it`);
      // Whatever was quiet for a whole turn is news when it comes again.
      if (more > 0) repeated.set(kind, { latest, more: 0 });
      else repeated.delete(kind);
    }
  };
  const timer = setInterval(count, COUNT_MS).unref();
  const end = () => {
    clearInterval(timer);
    count();
  };
  return { show, end };
}
