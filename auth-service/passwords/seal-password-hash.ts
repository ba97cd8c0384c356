import { Problem } from "../../kit/problem.ts";
import { normalizeEmail } from "../users/email.ts";
import { formatPasswordHash } from "./password-hash.ts";
import { readDigest } from "./schemes/read-digest.ts";
import type { Sealer } from "./sealing.ts";

/** A hash that another system made, whose it is, and the user id that it is to be sealed for. */
export type SealPasswordHashInput = { userId: string; email: string; passwordHash: string };

/**
 * Seals a password hash that another system made, for one user id. Throws INVALID_EMAIL, and INVALID_PASSWORD_HASH that
 * says what is wrong and quotes nothing.
 */
export const sealPasswordHash =
  ({ sealer }: { sealer: Sealer }) =>
  async ({ userId, email, passwordHash }: SealPasswordHashInput): Promise<string> => {
    normalizeEmail(email);
    const read = readDigest(passwordHash);
    if ("fault" in read) throw unknownHash(read.fault);
    return sealer.seal(userId, formatPasswordHash({ pepperId: "", digest: passwordHash }));
  };

const unknownHash = (description: string) =>
  new Problem("INVALID_PASSWORD_HASH", { fields: [{ field: "password_hash", description }] });
