import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Say, whileSaying } from "./progress.ts";

const run = promisify(execFile);
const INSTALL_GO = "install Go 1.21 or newer (https://go.dev/dl), or name a Temporal server in TEMPORAL_SERVER";

/** What to build, into which directory. */
export type Build = { dir: string; say: Say; version: string; env: NodeJS.ProcessEnv; signal?: AbortSignal };

/** Builds the server from its Go modules. Go fetches the toolchain that the server wants by itself. */
export async function buildTemporal({ dir, say, version, env, signal }: Build) {
  const problem = goProblem(await goVersion(env));
  if (problem) return { problem };
  say(`building Temporal server ${version} from its Go modules; this takes 3 to 7 minutes, once`);
  say("Go keeps the modules, some GB of them, in its module cache; `go clean -modcache` deletes all that is in there");
  const build = ["install", "-ldflags=-s -w", `go.temporal.io/server/cmd/server@v${version}`];
  const flags = { GOBIN: dir, GOTOOLCHAIN: "auto", CGO_ENABLED: "0" };
  // What is compiled on the way serves only this build, so it goes with the directory; unless a cache of one's own is named.
  const options = { env: { GOCACHE: join(dir, "go-build"), ...env, ...flags }, cwd: dir, ...(signal && { signal }) };
  try {
    await whileSaying(say, "building Temporal server", () => run("go", build, options));
    return { path: join(dir, "server") };
  } catch (error) {
    signal?.throwIfAborted();
    return { problem: `the Temporal server can not be built: ${lastLines((error as { stderr?: string }).stderr)}` };
  }
}

/** Why this Go can not build the server, or undefined. Go 1.21 is the first that can fetch a newer one. */
export function goProblem(version: string | undefined): string | undefined {
  const [, major, minor] = version?.match(/go(\d+)\.(\d+)/) ?? [];
  if (!version) return `Go is not installed: ${INSTALL_GO}`;
  if (Number(major) === 1 && Number(minor) < 21) return `${version} is too old: ${INSTALL_GO}`;
  return undefined;
}

async function goVersion(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await run("go", ["version"], { env: { ...env, GOTOOLCHAIN: "local" } });
    return stdout.match(/go\d+\.\d+\S*/)?.[0];
  } catch {
    return undefined;
  }
}

const lastLines = (output = "") => output.trim().split("\n").slice(-5).join("\n");
