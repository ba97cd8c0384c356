import { readArgon2 } from "./argon2.ts";
import { readBcrypt } from "./bcrypt.ts";
import { type Digest, type Fault, faulty } from "./digest.ts";
import { readPbkdf2 } from "./pbkdf2.ts";
import { readScrypt } from "./scrypt.ts";

const readers = { $2: readBcrypt, $argon2: readArgon2, $scrypt: readScrypt, "$pbkdf2-": readPbkdf2 };

/**
 * Reads a digest that we or another system made: strictly, and only with parameters of which one comparison takes no
 * more than some 2 seconds and 256 MiB, because a digest may come from somebody who wishes us ill.
 */
export function readDigest(text: string): Digest | Fault {
  const [, read] = Object.entries(readers).find(([prefix]) => text.startsWith(prefix)) ?? [];
  return read?.(text) ?? faulty("must be a bcrypt string, or a PHC string of argon2id, argon2i, scrypt or pbkdf2");
}

/** A digest of these parameters that takes as long as any and that no password is known to make. */
export const dummyDigest = (params: string): string =>
  params.startsWith("$2") ? `${params}$${".".repeat(53)}` : `${params}$${"A".repeat(22)}$${"A".repeat(43)}`;
