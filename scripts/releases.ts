import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** One release: its version, and the folder with commit, api.binpb and histories/. */
export type Release = { version: string; dir: string };

const versionForm = /^(\d+)\.(\d+)\.(\d+)$/;
const root = join(import.meta.dirname, "../releases");

/** All releases, oldest first. */
export function releases(dir = root): Release[] {
  if (!existsSync(dir)) return [];
  const versions = readdirSync(dir).filter((name) => versionForm.test(name));
  return versions.sort(byVersion).map((version) => ({ version, dir: join(dir, version) }));
}

/** The release that compatibility is judged against, or undefined before the first one. */
export const newestRelease = (dir = root): Release | undefined => releases(dir).at(-1);

/** Whether a text is a version, such as 0.1.0. */
export const isVersion = (text: string) => versionForm.test(text);

const byVersion = (a: string, b: string) => rank(a) - rank(b);
const rank = (version: string) => version.split(".").reduce((sum, part) => sum * 1e5 + Number(part), 0);
