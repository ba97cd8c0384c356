import { type GoOptions, go } from "../../dev/go.ts";

/** A Go module as it lies on this machine: its folder and its go.mod. */
export type GoModule = { folder: string; goMod: string };

/** Gets one Go module at one version, unless it is here. */
export async function goModule(module: string, version: string, options: GoOptions): Promise<GoModule> {
  const printed = await go(["mod", "download", "-json", `${module}@${version}`], options);
  const { Dir: folder, GoMod: goMod } = JSON.parse(printed) as { Dir: string; GoMod: string };
  return { folder, goMod };
}
