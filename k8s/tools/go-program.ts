import { join } from "node:path";
import { type GoOptions, goProblem, goVersion } from "../../dev/go.ts";
import { cacheDirectory, isProgram, keepOnce } from "../../dev/keep-once.ts";
import { since, whileSaying } from "../../dev/progress.ts";
import type { ToolOptions } from "./tool-options.ts";

/** A program that is built from its Go modules: `build` puts it, under its name, into the folder it is given. */
export type GoProgram = {
  name: string;
  version: string;
  /** How long the build takes, for people. */
  takes: string;
  build(options: GoOptions): Promise<void>;
};

/** The path of a program: the cached one, or one built now, once for all clones. */
export async function goProgram({ name, version, takes, build }: GoProgram, options: ToolOptions): Promise<string> {
  const { env, say, signal } = options;
  const kept = join(cacheDirectory(env), `${name}-${version}`);
  if (isProgram(kept)) return kept;
  await requireGo(`${name} ${version}`, env);
  const start = Date.now();
  say(`building ${name} ${version} from its Go modules; this takes about ${takes} on 2 cores, once`);
  await keepOnce(kept, async (dir) => {
    await whileSaying(say, `building ${name}`, () => build({ dir, env, ...(signal && { signal }) }));
    return join(dir, name);
  });
  say(`${name} ${version} is ready after ${since(start)}, kept as ${kept}`);
  return kept;
}

/** Throws one sentence when there is no Go that could make this. */
export async function requireGo(what: string, env: NodeJS.ProcessEnv): Promise<void> {
  const problem = goProblem(await goVersion(env));
  if (problem) throw new Error(`${what} is made from Go modules. ${problem}`);
}
