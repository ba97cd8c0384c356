import { type Argon2Algorithm, type Argon2Parameters, argon2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { type Digest, type Fault, faulty, firstBroken } from "./digest.ts";
import { type Derive, phcDigest } from "./phc.ts";
import type { Writer } from "./writer.ts";

type Cost = { memory: number; passes: number; parallelism: number };

const NUMBER = "([1-9][0-9]{0,8})";
const FORM = new RegExp(`^(\\$(argon2id?)\\$v=19\\$m=${NUMBER},t=${NUMBER},p=${NUMBER})\\$([^$]*)\\$([^$]*)$`);

// 1 GiB written in all takes about a second.
const MEMORY_MAX = 256 * 1024; // KiB
const WORK_MAX = 1024 * 1024; // KiB times passes
const PASSES_MAX = 20;
const LANES_MAX = 16;

/** Reads `$argon2id$` and `$argon2i$` of version 1.3 (RFC 9106), `$v=19$m=KIB,t=PASSES,p=LANES$salt$hash`. */
export function readArgon2(text: string): Digest | Fault {
  const [, params = "", algorithm, memory, passes, parallelism, salt = "", hash = ""] = FORM.exec(text) ?? [];
  if (!algorithm) return faulty("must be $argon2id$ or $argon2i$, v=19$m=...,t=...,p=..., a salt and a hash");
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const derive = deriver(algorithm as Argon2Algorithm, cost);
  return broken(cost) ?? phcDigest({ params, salt, hash }, { saltMin: 8, hashMax: 64 }, derive);
}

const broken = ({ memory, passes, parallelism }: Cost) =>
  firstBroken({
    [`must have at most ${LANES_MAX} lanes`]: parallelism <= LANES_MAX,
    [`must take at most ${PASSES_MAX} passes`]: passes <= PASSES_MAX,
    "must use at least 8 KiB for each lane": memory >= 8 * parallelism,
    "must use at most 256 MiB, and write at most 1 GiB in all its passes":
      memory <= MEMORY_MAX && memory * passes <= WORK_MAX,
  });

const derive = promisify<Argon2Algorithm, Argon2Parameters, Buffer>(argon2);

const deriver =
  (algorithm: Argon2Algorithm, cost: Cost): Derive =>
  (message, nonce, tagLength) =>
    derive(algorithm, { message, nonce, tagLength, ...cost });

/** Makes `$argon2id$` digests: 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet), 16 bytes of salt, 32 of hash. */
export const argon2idWriter: Writer = {
  params: "$argon2id$v=19$m=19456,t=2,p=1",
  expectedMs: 35,
  async write(input) {
    const salt = randomBytes(16);
    const hash = await deriver("argon2id", { memory: 19_456, passes: 2, parallelism: 1 })(input, salt, 32);
    return `${argon2idWriter.params}$${unpadded(salt)}$${unpadded(hash)}`;
  },
};

const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
