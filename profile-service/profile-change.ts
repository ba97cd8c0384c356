import { Problem } from "../kit/problem.ts";
import type { Profile, ProfileChange } from "./profile.ts";
import { normalizeUsername } from "./username.ts";

type TextRule = { field: string; maxCharacters: number; refused: RegExp; description: string };

// Line separators and direction overrides too: they let a name pass for another one. The contract of CreateProfile says the same.
const DISPLAY_NAME: TextRule = {
  field: "profile.display_name",
  maxCharacters: 100,
  refused: /[\p{Cc}\u2028-\u202E\u2066-\u2069]/u,
  description: "must be at most 100 characters, without control characters",
};
const BIO: TextRule = {
  field: "profile.bio",
  maxCharacters: 10_000,
  refused: /(?![\n\t])[\p{Cc}\u2028-\u202E\u2066-\u2069]/u,
  description: "must be at most 10000 characters, without control characters other than newline and tab",
};

/**
 * The change with its username in normal form. Throws INVALID_REQUEST for texts that are too long or hold control
 * characters, and INVALID_USERNAME.
 */
export function normalizeChange(change: ProfileChange): ProfileChange {
  const { username, displayName = "", bio = "" } = change;
  const fields = [...faults(displayName, DISPLAY_NAME), ...faults(bio, BIO)];
  if (fields.length > 0) throw new Problem("INVALID_REQUEST", { fields });
  return username === undefined ? change : { ...change, username: normalizeUsername(username, "profile.username") };
}

/** The part of a change that a profile does not have yet. */
export const newsOf = (profile: Profile, change: ProfileChange): ProfileChange =>
  Object.fromEntries(Object.entries(change).filter(([name, value]) => profile[name as keyof ProfileChange] !== value));

const faults = (text: string, { field, maxCharacters, refused, description }: TextRule) =>
  [...text].length > maxCharacters || refused.test(text) ? [{ field, description }] : [];
