import type { Keyring } from "../../kit/keyring.ts";
import { Problem } from "../../kit/problem.ts";
import { opaqueString } from "./opaque-string.ts";
import { formatPasswordHash, pepperPassword, readPasswordHash } from "./password-hash.ts";
import type { Writer } from "./schemes/writer.ts";

/** What may be done while one holds a slot of the hasher, one thing at a time. */
export type Slot = {
  /** The hash to store. Throws WEAK_PASSWORD when the password is outside the OpaqueString profile. */
  hash(password: string): Promise<string>;
  /** Whether the password is the stored one. Throws KEY_UNAVAILABLE when the pepper of that hash is not loaded. */
  matches(password: string, stored: string): Promise<boolean>;
};

/** Hashes with the writing pepper and this writer, and compares with whatever is stored. */
export const createSlot = (peppers: Keyring, writer: Writer): Slot => ({
  async hash(password) {
    const opaque = opaqueString(password);
    if (opaque === undefined) throw new Problem("WEAK_PASSWORD", { metadata: { rule: "INVALID_CHARACTERS" } });
    const input = Buffer.from(pepperPassword(peppers.writer, opaque));
    return formatPasswordHash({ pepperId: peppers.writer.id, digest: await writer.write(input) });
  },
  async matches(password, stored) {
    const { pepperId, matches } = readPasswordHash(stored);
    if (pepperId === "") return await anyMatches(spellings(password), matches);
    const pepper = peppers.get(pepperId);
    const opaque = opaqueString(password);
    return opaque !== undefined && (await matches(Buffer.from(pepperPassword(pepper, opaque))));
  },
});

/** What another system may have hashed: the password as typed, or as we would write it. */
const spellings = (password: string) => [...new Set([password, opaqueString(password) ?? password])];

async function anyMatches(texts: string[], matches: (input: Buffer) => Promise<boolean>): Promise<boolean> {
  for (const text of texts) if (await matches(Buffer.from(text, "utf8"))) return true;
  return false;
}
