import bcrypt from "bcrypt";
import type { Keyring } from "../../kit/keyring.ts";
import { Problem } from "../../kit/problem.ts";
import { createBoundedPool } from "./bounded-pool.ts";
import { opaqueString } from "./opaque-string.ts";
import { formatPasswordHash, parsePasswordHash, pepperPassword } from "./password-hash.ts";

/** Hashes passwords and compares them, a few at a time. Sheds load with OVERLOADED; an AbortSignal leaves the queue. */
export type Hasher = {
  /** The hash to store. Throws WEAK_PASSWORD when the password is outside the OpaqueString profile. */
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /** Whether the password is the stored one. Throws KEY_UNAVAILABLE when the pepper of that hash is not loaded. */
  matches(password: string, stored: string, signal?: AbortSignal): Promise<boolean>;
  /** How many are being hashed now. */
  running(): number;
  /** How many wait for a slot. */
  waiting(): number;
};

/** bcrypt's cost (12: about 240 ms), how many hashes run at a time, how many more may wait, and the peppers. */
export type HasherOptions = { cost: number; concurrency: number; queueLimit?: number; peppers: Keyring };

// With two cores and cost 12 the last in a queue of this length waits for 2 s: a fifth of what Register allows.
const QUEUE_PER_SLOT = 8;
const COST_12_MS = 240;

/** A hasher over libuv's thread pool, which needs `concurrency` threads to spare (UV_THREADPOOL_SIZE). */
export function createHasher({ cost, concurrency, peppers, queueLimit }: HasherOptions): Hasher {
  const limit = queueLimit ?? concurrency * QUEUE_PER_SLOT;
  const pool = createBoundedPool({ concurrency, queueLimit: limit, expectedMs: COST_12_MS * 2 ** (cost - 12) });
  return {
    async hash(password, signal) {
      const { writer } = peppers;
      const input = pepperPassword(writer, requireOpaque(password));
      const digest = await pool.run(() => bcrypt.hash(input, cost), signal);
      return formatPasswordHash({ pepperId: writer.id, digest });
    },
    async matches(password, stored, signal) {
      const parsed = parsePasswordHash(stored);
      if (!parsed) throw new Error("a stored password hash is not in Flock's form");
      const pepper = peppers.get(parsed.pepperId);
      const opaque = opaqueString(password);
      if (opaque === undefined) return false;
      return await pool.run(() => bcrypt.compare(pepperPassword(pepper, opaque), parsed.digest), signal);
    },
    running: pool.running,
    waiting: pool.waiting,
  };
}

function requireOpaque(password: string): string {
  const opaque = opaqueString(password);
  if (opaque === undefined) throw new Problem("WEAK_PASSWORD", { metadata: { rule: "INVALID_CHARACTERS" } });
  return opaque;
}
