import { accessSync, constants, statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const GETTING = ".getting-";
const DAY_MS = 24 * 60 * 60 * 1000;

/** Where what was downloaded or built once is kept, for all clones. XDG_CACHE_HOME moves it. */
export const cacheDirectory = (env: NodeJS.ProcessEnv) =>
  join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "flock");

/** Whether there is a program that can be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Makes a file or folder elsewhere and renames it: two at once are safe, and half of it is never taken for the whole. */
export async function keepOnce(kept: string, make: (dir: string) => Promise<string>): Promise<void> {
  await mkdir(dirname(kept), { recursive: true });
  await deleteLeftovers(dirname(kept));
  const dir = await mkdtemp(join(dirname(kept), GETTING));
  try {
    const made = await make(dir);
    await rename(made, kept).catch(unlessKeptMeanwhile);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

// Of attempts that were killed. One that still runs is younger.
async function deleteLeftovers(cacheDir: string): Promise<void> {
  const dirs = (await readdir(cacheDir)).filter((name) => name.startsWith(GETTING));
  const old = dirs.filter((name) => (modifiedAt(join(cacheDir, name)) ?? Date.now()) < Date.now() - DAY_MS);
  for (const name of old) await rm(join(cacheDir, name), { recursive: true, force: true });
}

const modifiedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

// A file replaces a file; a folder does not replace one that another process made at the same time.
function unlessKeptMeanwhile(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
}
