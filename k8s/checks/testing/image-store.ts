import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { whenGone } from "../../../test/guard.ts";

const execute = promisify(execFile);

/** A place of its own where buildah keeps images, gone with the test. */
export type ImageStore = {
  dir: string;
  /** With these variables buildah works in this store. */
  env: NodeJS.ProcessEnv;
  buildah(...args: string[]): Promise<string>;
  /** Makes an image of another one, or of "scratch", and the files of a folder or an archive. */
  makeImage(name: string, from: string, files: string): Promise<void>;
  remove(): Promise<void>;
};

/** Makes such a place; throws one sentence that names the command when images can not be built on this machine. */
export async function imageStore(): Promise<ImageStore> {
  await requireTools();
  const dir = await mkdtemp(join(tmpdir(), "flock-image-"));
  const remove = whenGone('CONTAINERS_STORAGE_CONF="$2" buildah rm --all; rm -rf "$1"', [dir, confOf(dir)]);
  const env = await environment(dir);
  const buildah = async (...args: string[]) => (await execute("buildah", args, { env, ...plenty })).stdout.trim();
  const makeImage = async (name: string, from: string, files: string) => {
    const container = await buildah("from", from);
    await buildah("add", "--quiet", container, files, "/");
    await buildah("commit", "--quiet", "--rm", "--timestamp", "0", container, name);
  };
  return { dir, env, buildah, makeImage, remove };
}

const plenty = { maxBuffer: 64 * 1024 * 1024 };
const confOf = (dir: string) => join(dir, "storage.conf");

async function requireTools(): Promise<void> {
  const versions = ["buildah", "mmdebstrap"].map((tool) => execute(tool, ["--version"]));
  if (process.getuid?.() === 0 && (await Promise.allSettled(versions)).every(({ status }) => status === "fulfilled"))
    return;
  throw new Error(
    "the image is built as root on Debian after: apt-get install --no-install-recommends buildah mmdebstrap",
  );
}

async function environment(dir: string): Promise<NodeJS.ProcessEnv> {
  const bin = await withoutEngines(join(dir, "bin"));
  const places = { CONTAINERS_STORAGE_CONF: confOf(dir), TMPDIR: dir, PATH: `${bin}:${process.env.PATH}` };
  const env = { ...process.env, ...places, BUILDAH_ISOLATION: "chroot" };
  await configure(dir, "overlay");
  // A machine that is a container itself often can not lay one overlay on another.
  await execute("buildah", ["info"], { env }).catch(() => configure(dir, "vfs"));
  return env;
}

async function configure(dir: string, driver: string): Promise<void> {
  const [graphroot, runroot] = [join(dir, driver), join(dir, `${driver}-run`)];
  await writeFile(confOf(dir), `[storage]\ndriver="${driver}"\ngraphroot="${graphroot}"\nrunroot="${runroot}"\n`);
}

/** Clients of docker and podman whose engine does not answer, ahead of any real one. */
async function withoutEngines(bin: string): Promise<string> {
  await mkdir(bin);
  for (const client of ["docker", "podman"]) await putProgram(join(bin, client), "exit 1");
  return bin;
}

/** Writes a shell program. */
export async function putProgram(path: string, text: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}
