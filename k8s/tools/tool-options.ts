import { statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isProgram } from "../../dev/keep-once.ts";
import type { Say } from "../../dev/progress.ts";

/** How tools are got: PATH finds programs and Go, XDG_CACHE_HOME moves the cache; an abort gives up building. */
export type ToolOptions = { env: NodeJS.ProcessEnv; say: Say; signal?: AbortSignal };

/** The first program of this name in PATH. */
export function inPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => isProgram(path) && statSync(path).isFile());
}
