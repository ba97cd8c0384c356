import type { Database } from "../../kit/db.ts";
import type { Logger } from "../../kit/log.ts";
import type { Hasher } from "./hashing.ts";
import { findSchemes } from "./password-hashes.ts";
import type { RefusalFloor } from "./refusal-floor.ts";

/** What watching needs, and how often it looks, in milliseconds: every minute by default. */
export type WatchSchemesDeps = {
  database: Database;
  hasher: Hasher;
  floor: RefusalFloor;
  log: Logger;
  everyMs?: number;
};

/** Looks at the schemes in use until it is stopped. */
export type SchemeWatch = { stop(): Promise<void> };

const TRIES = 3;
// Another system may have hashed either spelling of it, so a hash of theirs is compared twice.
const PROBE = "a\u0308 wrong password";

/**
 * Keeps the floor above every scheme in use: measures each one once, now and when it first appears, because another
 * replica may import hashes that are slower than any before. Rejects when the first look fails; later ones are tried again.
 */
export async function watchSchemes({ everyMs = 60_000, ...deps }: WatchSchemesDeps): Promise<SchemeWatch> {
  const measured = new Set<string>();
  const look = async () => {
    const used = await deps.database.query(findSchemes);
    const fresh = slowestOfEach([deps.hasher.scheme, ...used]).filter((scheme) => !measured.has(scheme));
    for (const scheme of fresh) {
      deps.floor.cover(await usualMs(deps.hasher, scheme));
      measured.add(scheme);
    }
  };
  await look();
  let looking = Promise.resolve();
  const lookAgain = () => {
    looking = looking.then(look).catch((err) => deps.log.warn({ err }, "the schemes in use could not be looked at"));
  };
  const timer = setInterval(lookAgain, everyMs).unref();
  const stop = () => {
    clearInterval(timer);
    return looking;
  };
  return { stop };
}

/** The schemes without those that are like another one but for fewer iterations: some systems vary these by the hash. */
export function slowestOfEach(schemes: readonly string[]): string[] {
  const iterations = (scheme: string) => Number(/\$i=(\d+)$/.exec(scheme)?.[1] ?? 0);
  const slowestLast = [...schemes].sort((one, other) => iterations(one) - iterations(other));
  return [...new Map(slowestLast.map((scheme) => [scheme.replace(/\$i=\d+$/, ""), scheme])).values()];
}

/**
 * What a comparison takes when nothing disturbs it, in milliseconds; 0 for a scheme that only a newer version knows. What load
 * adds, the floor observes by itself, and forgets again.
 */
async function usualMs(hasher: Hasher, scheme: string): Promise<number> {
  const dummy = hasher.dummyOf(scheme);
  if (dummy === undefined) return 0;
  const times = [];
  for (let count = 0; count < TRIES; count++) times.push(await comparisonMs(hasher, dummy));
  return Math.min(...times);
}

const comparisonMs = (hasher: Hasher, dummy: string) =>
  hasher.withSlot(async (slot) => {
    const startedAt = performance.now();
    await slot.matches(PROBE, dummy);
    return performance.now() - startedAt;
  });
