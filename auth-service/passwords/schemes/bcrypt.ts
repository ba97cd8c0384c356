import bcrypt from "bcrypt";
import { type Digest, type Fault, faulty, firstBroken } from "./digest.ts";
import type { Writer } from "./writer.ts";

/** The costs that a hash may have: 4 is bcrypt's least, 15 takes some 2 seconds. */
export const BCRYPT_COST = { min: 4, max: 15 };

// The last characters of salt and hash have spare bits; with any of them set, no password ever matches.
const FORM = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/;
const LENGTH = 72;
const COST_12_MS = 240;

/** Reads `$2a$`, `$2b$` and `$2y$`, which are names of one algorithm for whatever is shorter than 255 bytes. */
export function readBcrypt(text: string): Digest | Fault {
  const [, cost] = FORM.exec(text) ?? [];
  if (cost === undefined) return faulty("must be $2a$, $2b$ or $2y$, a cost of two digits, $ and 53 characters");
  const { min, max } = BCRYPT_COST;
  const known = `$2b$${text.slice("$2b$".length)}`;
  const broken = firstBroken({
    [`must have a cost from ${min} to ${max}`]: Number(cost) >= min && Number(cost) <= max,
  });
  return broken ?? { params: text.slice(0, "$2b$12".length), matches: (input) => compare(input, known) };
}

// Nothing but a NUL is the empty password to bcrypt. Who has an empty one may never have been let in with it.
async function compare(input: Buffer, digest: string): Promise<boolean> {
  const seen = asSeen(input);
  return (await bcrypt.compare(seen, digest)) && seen.length > 0;
}

/** What bcrypt gets to see of a password where it was given the password itself: up to a NUL, and 72 bytes. */
function asSeen(input: Buffer): Buffer {
  const end = input.indexOf(0);
  return input.subarray(0, Math.min(end < 0 ? input.length : end, LENGTH));
}

/** Makes `$2b$` digests of this cost. */
export const bcryptWriter = (cost: number): Writer => ({
  params: `$2b$${String(cost).padStart(2, "0")}`,
  expectedMs: COST_12_MS * 2 ** (cost - 12),
  write: (input) => bcrypt.hash(input, cost),
});
