import { isVersion } from "./releases.ts";

/** What `make release` looks at before it records anything. `changes` is what `git status --porcelain` prints. */
export type ReleaseState = { version: string; manifestVersion: string; exists: boolean; changes: string };

/** Why this version can not be recorded now, or undefined when it can. */
export function refusal({ version, manifestVersion, exists, changes }: ReleaseState): string | undefined {
  if (!isVersion(version)) return "name the version: make release VERSION=0.1.0";
  if (exists) return `release ${version} exists; what was released never changes`;
  if (version !== manifestVersion) return `package.json says version ${manifestVersion}, not ${version}`;
  if (changes !== "") return `commit first; a release is made of one commit, and these differ from it:\n${changes}`;
  return undefined;
}
