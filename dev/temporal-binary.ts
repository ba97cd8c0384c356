import { accessSync, constants, mkdirSync, readdirSync, statSync } from "node:fs";
import { chmod, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Say, since } from "./progress.ts";
import { downloadTemporal, RELEASES } from "./temporal-archive.ts";
import { buildTemporal } from "./temporal-build.ts";

/** The version of the Temporal server that Flock runs, here and in the cluster. */
export const TEMPORAL_VERSION = "1.32.2";

const GETTING = ".getting-";
const DAY_MS = 24 * 60 * 60 * 1000;

/** Ways to put the server program into a directory. Each answers its path, or why it can not. */
export type Source = (dir: string) => Promise<{ path: string } | { problem: string }>;

/** Where to look for the server program. */
export type BinaryOptions = {
  /** TEMPORAL_SERVER names a program; XDG_CACHE_HOME moves the cache; PATH finds Go. */
  env: NodeJS.ProcessEnv;
  say: Say;
  /** Gives up downloading or building. */
  signal?: AbortSignal;
  /** Tried in order when the cache is empty: by default the official archive, then a build from Go modules. */
  sources?: Source[];
};

/** The path of a Temporal server program: the one named, the cached one, or one got now, once for all clones. */
export async function temporalBinary(options: BinaryOptions): Promise<string> {
  const { env, say, sources = usualSources(options) } = options;
  const named = env.TEMPORAL_SERVER;
  if (named && !isProgram(named)) throw new Error(`TEMPORAL_SERVER: ${named} is not a program that can be run`);
  const cached = join(cacheDirectory(env), `temporal-server-${TEMPORAL_VERSION}`);
  if (named || isProgram(cached)) return named || cached;
  const start = Date.now();
  await provide(cached, cacheDirectory(env), sources, say);
  say(`Temporal server ${TEMPORAL_VERSION} is ready after ${since(start)}, kept as ${cached}`);
  return cached;
}

function usualSources({ env, say, signal }: BinaryOptions): Source[] {
  const common = { say, version: TEMPORAL_VERSION, ...(signal && { signal }) };
  return [
    (dir) => downloadTemporal({ ...common, dir, releases: RELEASES }),
    (dir) => buildTemporal({ ...common, dir, env }),
  ];
}

// Made elsewhere and renamed: two at once are safe, and half a file is never taken for the program.
async function provide(target: string, cacheDir: string, sources: Source[], say: Say): Promise<void> {
  mkdirSync(cacheDir, { recursive: true });
  await deleteLeftovers(cacheDir);
  const dir = await mkdtemp(join(cacheDir, GETTING));
  try {
    const path = await firstOf(sources, dir, say);
    await chmod(path, 0o755);
    await rename(path, target);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

// Of attempts that were killed. One that still runs is younger.
async function deleteLeftovers(cacheDir: string): Promise<void> {
  const dirs = readdirSync(cacheDir).filter((name) => name.startsWith(GETTING));
  const old = dirs.filter((name) => (modifiedAt(join(cacheDir, name)) ?? Date.now()) < Date.now() - DAY_MS);
  for (const name of old) await rm(join(cacheDir, name), { recursive: true, force: true });
}

const modifiedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

async function firstOf(sources: Source[], dir: string, say: Say): Promise<string> {
  const problems: string[] = [];
  for (const source of sources) {
    const result = await source(dir);
    if ("path" in result) return result.path;
    say(result.problem);
    problems.push(result.problem);
  }
  throw new Error(`there is no Temporal server: ${problems.at(-1)}`);
}

/** Where what was got once is kept for all clones. */
export const cacheDirectory = (env: NodeJS.ProcessEnv) =>
  join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "flock");

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
