import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { type Digest, type Fault, faulty, firstBroken } from "./digest.ts";
import { phcDigest } from "./phc.ts";

const FORM = /^\$pbkdf2-(sha256|sha512)\$(?:i=([1-9]\d{0,8})(?:,l=(\d\d))?|([1-9]\d{0,8}))\$([^$]*)\$([^$]*)$/;
const ITERATIONS_MAX = 4_000_000; // with SHA-512 about 2 seconds

const derive = promisify(pbkdf2);

/**
 * Reads `$pbkdf2-sha256$i=ITERATIONS$salt$hash` and the same of sha512 (RFC 8018), also with `,l=BYTES` after the
 * iterations, and passlib's spelling, which has no `i=` and a `.` for the `+` of base64. A hash ends with the first block
 * of its function (32 or 64 bytes): the others would only make work for us, not for whoever guesses.
 */
export function readPbkdf2(text: string): Digest | Fault {
  const [, hashName = "", iterations, length, passlibs, salt = "", hash = ""] = FORM.exec(text) ?? [];
  if (!hashName) return faulty("must be $pbkdf2-sha256$ or $pbkdf2-sha512$, i=..., a salt and a hash");
  const count = Number(iterations ?? passlibs);
  const size = hashName === "sha256" ? 32 : 64;
  const spell = passlibs ? fromPasslib : (base64: string) => base64;
  const parts = { params: `$pbkdf2-${hashName}$i=${count}`, salt: spell(salt), hash: spell(hash) };
  const digest = phcDigest(parts, { saltMin: 1, hashMax: size }, (input, bytes, keyLength) =>
    derive(input, bytes, count, keyLength, hashName),
  );
  return (
    firstBroken({
      [`must take at most ${ITERATIONS_MAX} iterations`]: count <= ITERATIONS_MAX,
      "must have a hash as long as it says": length === undefined || Number(length) === bytesOf(hash),
    }) ?? digest
  );
}

// A + in passlib's spelling becomes what is no base64, because it has two spellings otherwise.
const fromPasslib = (text: string) => text.replaceAll("+", "*").replaceAll(".", "+");

const bytesOf = (base64: string) => Math.floor((base64.length * 3) / 4);
