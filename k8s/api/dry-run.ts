import { type Manifest, textOf } from "../tools/objects.ts";
import type { Answer, Kubectl } from "../tools/run-kubectl.ts";

const APPLY = ["apply", "--server-side", "--force-conflicts", "--field-manager=flock", "-f", "-"];

/** Whether a server would take these objects; a warning is a refusal. Nothing is stored. */
export const dryRun = (kubectl: Kubectl, objects: Manifest[]): Promise<Answer> =>
  kubectl([...APPLY, "--dry-run=server", "--warnings-as-errors"], textOf(objects));

/** Stores objects. Throws when the server does not take them. */
export async function store(kubectl: Kubectl, objects: Manifest[]): Promise<void> {
  const { ok, output } = await kubectl(APPLY, textOf(objects));
  if (!ok) throw new Error(`the API server refuses what the check needs:\n${output}`);
}
