import { runProgram, type TestProcess } from "../../../test/process.ts";
import type { ImageStore } from "./image-store.ts";

/** What an image states of itself. */
export type ImageConfig = { User: string; WorkingDir: string; Env: string[]; Labels: Record<string, string> };

/** The files of an image, and its commands as Kubernetes would run them. */
export type ImageRoot = {
  path: string;
  config: ImageConfig;
  /** Runs a command as the image's user with its variables and these, on a read-only root with an empty /tmp. */
  run(command: string[], env?: Record<string, string>): TestProcess;
};

/** Opens an image of a store. */
export async function openImage({ buildah }: ImageStore, image: string): Promise<ImageRoot> {
  const path = await buildah("mount", await buildah("from", "--pull-never", image));
  const { config } = JSON.parse(await buildah("inspect", "--type", "image", image)).OCIv1 as { config: ImageConfig };
  const variables = Object.fromEntries(config.Env.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
  const run = (command: string[], env: Record<string, string> = {}) =>
    runProgram("unshare", [...enter, path, config.User, config.WorkingDir, ...command], { ...variables, ...env });
  return { path, config, run };
}

// Mounts in a namespace of its own, which ends with the process; each program here replaces the one before, so that
// a signal reaches the command itself.
const enter = [
  "--mount",
  "sh",
  "-euc",
  `root=$1 user=$2 dir=$3; shift 3
  mount --bind "$root" "$root"
  mount -o remount,bind,ro "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  exec chroot --userspec="$user" --groups= "$root" env -C "$dir" "$@"`,
  "sh",
];
