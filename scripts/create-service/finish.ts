import type { Run } from "./run.ts";
import type { Workspace } from "./workspace.ts";

/** Generates and formats what follows from the files that were written. */
export async function generate({ dir, changes }: Workspace, run: Run): Promise<void> {
  await run("buf", ["format", "--write"], dir);
  await run("buf", ["generate"], dir);
  const formatted = (await changes()).filter(({ path, kind }) => kind !== "deleted" && isFormatted(path));
  const paths = formatted.map(({ path }) => path);
  if (paths.length > 0) await run("biome", ["check", "--write", "--error-on-warnings", ...paths], dir);
  await run("node", ["scripts/readme-tables.ts"], dir);
}

/** Has the compilers judge the whole. */
export async function judge({ dir }: Workspace, run: Run): Promise<void> {
  await run("buf", ["lint"], dir);
  await run("tsc", ["--noEmit"], dir);
}

const isFormatted = (path: string) => /^(?!gen\/).*\.(ts|yaml)$/.test(path);
