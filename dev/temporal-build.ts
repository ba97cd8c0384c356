import { join } from "node:path";
import { go, goProblem, goVersion } from "./go.ts";
import { type Say, whileSaying } from "./progress.ts";

const OR_NAME_ONE = ", or name a Temporal server in TEMPORAL_SERVER";

/** What to build, into which directory. */
export type Build = { dir: string; say: Say; version: string; env: NodeJS.ProcessEnv; signal?: AbortSignal };

/** Builds the server from its Go modules. */
export async function buildTemporal({ dir, say, version, env, signal }: Build) {
  const problem = goProblem(await goVersion(env), OR_NAME_ONE);
  if (problem) return { problem };
  say(`building Temporal server ${version} from its Go modules; this takes 3 to 7 minutes, once`);
  say("Go keeps the modules, some GB of them, in its module cache; `go clean -modcache` deletes all that is in there");
  const build = ["install", "-ldflags=-s -w", `go.temporal.io/server/cmd/server@v${version}`];
  const options = { env: { ...env, GOBIN: dir }, dir, ...(signal && { signal }) };
  try {
    await whileSaying(say, "building Temporal server", () => go(build, options));
    return { path: join(dir, "server") };
  } catch (error) {
    signal?.throwIfAborted();
    return { problem: `the Temporal server can not be built: ${(error as Error).message}` };
  }
}
