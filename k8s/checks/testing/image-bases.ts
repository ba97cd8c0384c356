import { execFile } from "node:child_process";
import { access, copyFile, mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDirectory } from "../../../dev/keep-once.ts";
import type { ImageStore } from "./image-store.ts";

const execute = promisify(execFile);

// The same as the Dockerfile's own bases, but made of packages: some networks have no registry of images.
const SUITE = "trixie";
const NPM = "11.19.1";

/** Puts the images into a store that the Dockerfile starts from, and answers their names. */
export async function makeBases(store: ImageStore): Promise<{ BASE_IMAGE: string; BUILD_IMAGE: string }> {
  const bases = { BASE_IMAGE: "localhost/base:1", BUILD_IMAGE: "localhost/build:1" };
  await store.makeImage(bases.BASE_IMAGE, "scratch", await debian());
  await store.makeImage(bases.BUILD_IMAGE, bases.BASE_IMAGE, await nodeAndNpm(store.dir));
  return bases;
}

/** An archive of Debian's essential packages, made once (half a minute). */
async function debian(): Promise<string> {
  const cache = cacheDirectory(process.env);
  const archive = join(cache, `debian-${SUITE}-${process.arch}.tar`);
  if (await exists(archive)) return archive;
  await mkdir(cache, { recursive: true });
  // Made elsewhere and renamed: half an archive is never taken for a whole one.
  const dir = await mkdtemp(join(cache, ".getting-"));
  try {
    await execute("mmdebstrap", ["--quiet", "--variant=apt", SUITE, join(dir, "debian.tar")]);
    await rename(join(dir, "debian.tar"), archive);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return archive;
}

async function nodeAndNpm(dir: string): Promise<string> {
  const root = join(dir, "node-and-npm");
  const [bin, lib] = [join(root, "usr/local/bin"), join(root, "usr/local/lib")];
  await mkdir(bin, { recursive: true });
  await mkdir(lib, { recursive: true });
  await copyFile(process.execPath, join(bin, "node"));
  const options = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await execute("npm", ["install", "--prefix", lib, ...options, `npm@${NPM}`]);
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(bin, "npm"));
  return root;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
