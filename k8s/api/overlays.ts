import { type Manifest, objectsOf } from "../tools/objects.ts";
import { OVERLAYS, rendered } from "../tools/render.ts";
import type { Kubectl } from "../tools/run-kubectl.ts";
import type { ToolOptions } from "../tools/tool-options.ts";
import { dryRun, store } from "./dry-run.ts";
import { accepted, type Outcome } from "./outcome.ts";

/** What every overlay deploys, by its folder. */
export async function renderedOverlays(options: ToolOptions): Promise<Map<string, Manifest[]>> {
  const all = OVERLAYS.map(async (folder) => [folder, objectsOf(await rendered(folder, options))] as const);
  return new Map(await Promise.all(all));
}

/** Offers everything that an overlay deploys to a server; namespaces must be there for the rest to be judged. */
export async function offerOverlay(kubectl: Kubectl, folder: string, objects: Manifest[]): Promise<Outcome> {
  const isNamespace = ({ kind }: Manifest) => kind === "Namespace";
  await store(kubectl, objects.filter(isNamespace));
  const rest = objects.filter((object) => !isNamespace(object));
  return accepted(`${folder}: ${objects.length} objects`, await dryRun(kubectl, rest));
}
