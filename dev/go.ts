import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const INSTALL_GO = "install Go 1.21 or newer (https://go.dev/dl)";

/** Where a go command runs, and with which environment. */
export type GoOptions = { dir: string; env: NodeJS.ProcessEnv; signal?: AbortSignal };

/** Runs a go command and answers what it printed. Go fetches the toolchain that a module wants by itself. */
export async function go(args: string[], { dir, env, signal }: GoOptions): Promise<string> {
  // What is compiled on the way serves only one build, so it goes with the directory; unless a cache of one's own is named.
  const full = { GOCACHE: join(dir, "go-build"), ...env, GOTOOLCHAIN: "auto", CGO_ENABLED: "0" };
  try {
    return (await execute("go", args, { env: full, cwd: dir, ...(signal && { signal }) })).stdout;
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(lastLines(stderr || stdout), { cause: error });
  }
}

/** Why this Go can not build what Flock needs, or undefined. Go 1.21 is the first that can fetch a newer one. */
export function goProblem(version: string | undefined, orElse = ""): string | undefined {
  const [, major, minor] = version?.match(/go(\d+)\.(\d+)/) ?? [];
  if (!version) return `Go is not installed: ${INSTALL_GO}${orElse}`;
  if (Number(major) === 1 && Number(minor) < 21) return `${version} is too old: ${INSTALL_GO}${orElse}`;
  return undefined;
}

/** The version of the Go that PATH finds, such as go1.26.8. */
export async function goVersion(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await execute("go", ["version"], { env: { ...env, GOTOOLCHAIN: "local" } });
    return stdout.match(/go\d+\.\d+\S*/)?.[0];
  } catch {
    return undefined;
  }
}

const lastLines = (output = "") => output.trim().split("\n").slice(-5).join("\n");
