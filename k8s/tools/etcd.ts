import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheDirectory, isProgram, keepOnce } from "../../dev/keep-once.ts";
import { inPath, type ToolOptions } from "./tool-options.ts";

const run = promisify(execFile);
const PACKAGE = "etcd-server";

/** The path of an etcd: the one in PATH, or the one of Debian's package, unpacked into the cache and not installed. */
export async function etcd(options: ToolOptions): Promise<string> {
  const { env, say } = options;
  const kept = join(cacheDirectory(env), "etcd-of-debian");
  const found = inPath("etcd", env) ?? (isProgram(kept) ? kept : undefined);
  if (found) return found;
  try {
    say(`etcd is not installed: getting Debian's package ${PACKAGE}, which is unpacked into ${kept}, not installed`);
    await keepOnce(kept, (dir) => unpacked(dir, options));
    return kept;
  } catch {
    throw new Error(`there is no etcd here: put one into PATH (on Debian: apt-get install ${PACKAGE})`);
  }
}

// Installing would start a server on a machine that runs services, and needs root.
async function unpacked(dir: string, options: ToolOptions): Promise<string> {
  const apt = (...args: string[]) => run("apt-get", args, { cwd: dir, env: options.env });
  await apt("download", PACKAGE).catch(async () => {
    await apt("update");
    await apt("download", PACKAGE);
  });
  const archive = (await readdir(dir)).find((name) => name.endsWith(".deb")) ?? "";
  await run("dpkg-deb", ["--extract", archive, "content"], { cwd: dir, env: options.env });
  return join(dir, "content/usr/bin/etcd");
}
