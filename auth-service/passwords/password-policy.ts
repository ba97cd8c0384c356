import { Problem } from "../../kit/problem.ts";
import { isGuessable } from "./guessable.ts";
import { opaqueString } from "./opaque-string.ts";

/** The shortest password by default: what NIST SP 800-63B-4, 3.1.1.2 asks of a password that is the only factor. */
export const DEFAULT_MIN_LENGTH = 15;
/** The least that a configuration may ask for (the same source, for a password beside another factor). */
export const LEAST_MIN_LENGTH = 8;
/** The longest password. */
export const MAX_LENGTH = 256;

/** What is wrong with a password; the `rule` in the metadata of WEAK_PASSWORD. */
export type PasswordRule =
  | "INVALID_CHARACTERS"
  | "TOO_SHORT"
  | "TOO_LONG"
  | "COMMON"
  | "CONTAINS_EMAIL"
  | "CONTAINS_USERNAME";

/** A password, and what else is known of the same person: the address and the username as typed or in normal form. */
export type Candidate = {
  password: string;
  email: string;
  username?: string;
  /** Characters (code points), 8 to 256; 15 by default. */
  minLength?: number;
  /** The field of the request that the password came in; `password` by default. */
  field?: string;
};

// A shorter name occurs in good passwords by accident, and knowing it hardly helps to guess the rest.
const MIN_NAME = 4;

/**
 * Judges a new password by NIST SP 800-63B-4, 3.1.1.2: by its length in characters, by what attackers would try first,
 * and never by which kinds of characters it has. Throws WEAK_PASSWORD with the broken rule in its metadata.
 */
export function checkPassword(candidate: Candidate): void {
  const { password, email, username = "", minLength = DEFAULT_MIN_LENGTH, field = "password" } = candidate;
  const weak = (rule: PasswordRule, description: string) =>
    new Problem("WEAK_PASSWORD", { fields: [{ field, description }], metadata: { rule } });
  const opaque = opaqueString(password);
  if (opaque === undefined) throw weak("INVALID_CHARACTERS", "must hold visible characters and spaces only");
  const length = [...opaque].length;
  if (length < minLength) throw weak("TOO_SHORT", `must have at least ${minLength} characters`);
  if (length > MAX_LENGTH) throw weak("TOO_LONG", `must have at most ${MAX_LENGTH} characters`);
  if (isGuessable(opaque)) throw weak("COMMON", "must not be a common password, nor made of common ones");
  if (containsAny(opaque, emailNames(email))) throw weak("CONTAINS_EMAIL", "must not contain the e-mail address");
  if (containsAny(opaque, [username])) throw weak("CONTAINS_USERNAME", "must not contain the username");
}

/** The address, its local part, and the local part without a +tag. */
function emailNames(email: string): string[] {
  const [local = ""] = email.trim().split("@");
  const [mailbox = ""] = local.split("+");
  return [email, local, mailbox];
}

const containsAny = (password: string, names: string[]) =>
  names.map(comparable).some((name) => [...name].length >= MIN_NAME && comparable(password).includes(name));

const comparable = (text: string) => text.trim().normalize("NFKC").toLowerCase();
