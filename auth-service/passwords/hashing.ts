import type { Keyring } from "../../kit/keyring.ts";
import { createBoundedPool } from "./bounded-pool.ts";
import { dummyHash, formatScheme } from "./password-hash.ts";
import { argon2idWriter } from "./schemes/argon2.ts";
import { bcryptWriter } from "./schemes/bcrypt.ts";
import { createSlot, type Slot } from "./slot.ts";

/** The ways in which new hashes can be made. */
export const schemeNames = ["bcrypt", "argon2id"] as const;

/** Hashes passwords and compares them, a few at a time. Sheds load with OVERLOADED; an AbortSignal leaves the queue. */
export type Hasher = {
  /** How new hashes are made: `p=<writing pepper><algorithm and parameters>`. */
  scheme: string;
  /** A hash of such a scheme that no password is known to make; undefined when the scheme is not known here. */
  dummyOf(scheme: string): string | undefined;
  /** Runs a task that holds one slot from its start to its end, whatever it does in it. */
  withSlot<T>(task: (slot: Slot) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The hash to store, made in a slot of its own. Throws what Slot does. */
  hash(password: string, signal?: AbortSignal): Promise<string>;
  /** Whether the password is the stored one, compared in a slot of its own. Throws what Slot does. */
  matches(password: string, stored: string, signal?: AbortSignal): Promise<boolean>;
  /** How many slots are taken now. */
  running(): number;
  /** How many wait for a slot. */
  waiting(): number;
};

/**
 * How new hashes are made (bcrypt by default), bcrypt's cost (12: about 240 ms), how many slots there are, how many may wait
 * for one, and the peppers.
 */
export type HasherOptions = {
  scheme?: (typeof schemeNames)[number];
  cost: number;
  concurrency: number;
  queueLimit?: number;
  peppers: Keyring;
};

// With two cores and cost 12 the last in a queue of this length waits for 2 s: a fifth of what Register allows.
const QUEUE_PER_SLOT = 8;
// Imported hashes may take ten times as long: whoever could not be answered before the usual deadline of 10 s is shed at once.
const WAIT_MS_MAX = 5_000;

/** A hasher over libuv's thread pool, which needs `concurrency` threads to spare (UV_THREADPOOL_SIZE). */
export function createHasher({ scheme, cost, concurrency, peppers, queueLimit }: HasherOptions): Hasher {
  const limit = queueLimit ?? concurrency * QUEUE_PER_SLOT;
  const writer = scheme === "argon2id" ? argon2idWriter : bcryptWriter(cost);
  const pool = createBoundedPool({
    concurrency,
    queueLimit: limit,
    expectedMs: writer.expectedMs,
    waitMsMax: WAIT_MS_MAX,
  });
  const slot = createSlot(peppers, writer);
  return {
    scheme: formatScheme(peppers.writer.id, writer.params),
    dummyOf: (other) => dummyHash(other, peppers.writer.id),
    withSlot: (task, signal) => pool.run(() => task(slot), signal),
    hash: (password, signal) => pool.run(() => slot.hash(password), signal),
    matches: (password, stored, signal) => pool.run(() => slot.matches(password, stored), signal),
    running: pool.running,
    waiting: pool.waiting,
  };
}
