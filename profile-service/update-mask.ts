import { invalidField } from "../kit/uuid.ts";
import type { ProfileChange, ProfileTexts } from "./profile.ts";

/** Every path that a mask may name, and the value that it stands for. */
const PATHS = { username: "username", display_name: "displayName", bio: "bio" } as const;
const EVERYTHING = "*";

/**
 * Which values a field mask picks (AIP-134): those that it names, all of them for `*`, and without a path those that are
 * not empty. Throws INVALID_REQUEST for a path that can not be changed.
 */
export function maskedChange(values: ProfileTexts, paths: readonly string[]): ProfileChange {
  const refused = paths.find((path) => path !== EVERYTHING && !Object.hasOwn(PATHS, path));
  if (refused !== undefined) throw invalidField("update_mask", `${shown(refused)} can not be changed`);
  const isPicked = paths.length === 0 ? (path: keyof typeof PATHS) => values[PATHS[path]] !== "" : namedBy(paths);
  const names = (Object.keys(PATHS) as (keyof typeof PATHS)[]).filter(isPicked).map((path) => PATHS[path]);
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

const namedBy = (paths: readonly string[]) => (path: string) => paths.includes(path) || paths.includes(EVERYTHING);

// Only the name of a field is repeated to the caller: anything else may hold what nobody should see again.
const shown = (path: string) => (/^[a-z][a-z0-9_]{0,49}$/.test(path) ? path : "a path of it");
