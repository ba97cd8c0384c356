import type { Hold } from "../kit/holds.ts";
import { Problem } from "../kit/problem.ts";
import { isReserved, usernameTaken } from "./username.ts";

// Threat: somebody takes the name that another gave up a moment ago, and with it everybody who looks for them; or one user
// sits on many names by wandering through them. So a name that was given up stays its user's for a while, in which they can
// take it back and no other: nobody ever holds more than two.

/** How long a username that was given up is held for its user, who can not change to a third one: 30 days, in seconds. */
export const COOL_DOWN_SECONDS = 30 * 24 * 60 * 60;

/**
 * Judges a new username by its name alone and by what its user still holds. Throws USERNAME_TAKEN for a reserved one, and
 * USERNAME_COOLDOWN, which says until when (RFC 3339), for any but the held one.
 */
export function checkRename(username: string, hold: Hold | undefined): void {
  if (isReserved(username)) throw usernameTaken("profile.username");
  if (!hold || hold.value === username) return;
  throw new Problem("USERNAME_COOLDOWN", {
    fields: [{ field: "profile.username", description: "was changed less than 30 days ago" }],
    metadata: { until: hold.until.toISOString() },
  });
}
