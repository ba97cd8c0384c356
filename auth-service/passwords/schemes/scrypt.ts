import { type BinaryLike, type ScryptOptions, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { type Digest, type Fault, faulty, firstBroken } from "./digest.ts";
import { type Derive, phcDigest } from "./phc.ts";

type Cost = { ln: number; r: number; p: number };

const FORM = /^(\$scrypt\$ln=([1-9]\d?),r=([1-9]\d?),p=([1-9]\d?))\$([^$]*)\$([^$]*)$/;

const MIB = 2 ** 20;
const MEMORY_MAX = 256 * MIB;
const WORK_MAX = 512 * MIB; // bytes that are mixed: about 1.5 seconds
const [R_MAX, P_MAX] = [32, 16];

/** Reads `$scrypt$ln=LOG2_N,r=BLOCK,p=LANES$salt$hash` (RFC 7914). */
export function readScrypt(text: string): Digest | Fault {
  const [, params, ln, r, p, salt = "", hash = ""] = FORM.exec(text) ?? [];
  if (!params) return faulty("must be $scrypt$ln=...,r=...,p=..., a salt and a hash");
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  return broken(cost) ?? phcDigest({ params, salt, hash }, { saltMin: 1, hashMax: 64 }, deriver(cost));
}

const memory = ({ ln, r }: Cost) => 128 * r * 2 ** ln;

const broken = (cost: Cost) =>
  firstBroken({
    "must have ln below 16 times r": cost.ln < 16 * cost.r,
    [`must have r of at most ${R_MAX} and p of at most ${P_MAX}`]: cost.r <= R_MAX && cost.p <= P_MAX,
    "must use at most 256 MiB, and at most 512 MiB times p":
      memory(cost) <= MEMORY_MAX && memory(cost) * cost.p <= WORK_MAX,
  });

const derive = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

// OpenSSL counts a little beside the memory of the algorithm.
const deriver =
  ({ ln, r, p }: Cost): Derive =>
  (input, salt, length) =>
    derive(input, salt, length, { N: 2 ** ln, r, p, maxmem: MEMORY_MAX + MIB });
