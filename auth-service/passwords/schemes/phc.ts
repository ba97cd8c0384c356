import { timingSafeEqual } from "node:crypto";
import { type Digest, type Fault, firstBroken } from "./digest.ts";

/** The parts of a PHC string, salt and hash still in base64 without padding. */
export type PhcParts = { params: string; salt: string; hash: string };

/** The shortest salt and the longest hash that an algorithm may have, in bytes. */
export type PhcSizes = { saltMin: number; hashMax: number };

/** Makes a hash of `length` bytes. */
export type Derive = (input: Buffer, salt: Buffer, length: number) => Promise<Buffer>;

const SALT_MAX = 64;
// A shorter one could be hit by a guess that is not the password.
const HASH_MIN = 16;

/** The digest of a PHC string whose parameters were judged already. */
export function phcDigest(parts: PhcParts, { saltMin, hashMax }: PhcSizes, derive: Derive): Digest | Fault {
  const [salt, hash] = [decode(parts.salt), decode(parts.hash)];
  const broken = firstBroken({
    [`must have a salt of ${saltMin} to ${SALT_MAX} bytes, in base64 without padding`]: has(salt, saltMin, SALT_MAX),
    [`must have a hash of ${HASH_MIN} to ${hashMax} bytes, in base64 without padding`]: has(hash, HASH_MIN, hashMax),
  });
  const matches = async (input: Buffer) => timingSafeEqual(await derive(input, salt, hash.length), hash);
  return broken ?? { params: parts.params, matches };
}

const has = (bytes: Buffer, min: number, max: number) => bytes.length >= min && bytes.length <= max;

/** The bytes; none when it is not their one true spelling, which has no padding and no spare bits. */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64").replace(/=+$/, "") === text ? bytes : Buffer.alloc(0);
}
