import { asciiLower } from "../kit/ascii.ts";
import { Problem } from "../kit/problem.ts";
import { reservedUsernames } from "./reserved-usernames.ts";

const PATTERN = /^(?=.{3,50}$)[a-z0-9]+(_[a-z0-9]+)*$/;

/**
 * Brings a username to its one form: 3 to 50 of a-z, 0-9 and _, where _ is neither first nor last nor twice running.
 * Only ASCII letters are lowered: the Kelvin sign is refused, never taken for a k. Throws INVALID_USERNAME, which names
 * the request's field.
 */
export function normalizeUsername(text: string, field = "username"): string {
  const username = usernameOf(text);
  if (username === undefined) throw new Problem("INVALID_USERNAME", { fields: [{ field, description }] });
  return username;
}

/** The same, but undefined for what can be nobody's username. */
export function usernameOf(text: string): string | undefined {
  const username = asciiLower(text);
  return PATTERN.test(username) ? username : undefined;
}

/** Whether nobody may register this username (in normal form), because it would pass for the service itself. */
export const isReserved = (username: string): boolean => reservedUsernames.has(username);

/** The refusal of a username that somebody else holds, or nobody may have. */
export const usernameTaken = (field = "username") =>
  new Problem("USERNAME_TAKEN", { fields: [{ field, description: "is taken" }] });

const description = "must be 3 to 50 of a-z, 0-9 and _, with _ neither first nor last nor twice running";
