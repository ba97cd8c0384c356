import type { Kubectl } from "../tools/run-kubectl.ts";
import { schemas } from "../tools/schemas.ts";
import type { ToolOptions } from "../tools/tool-options.ts";

/**
 * Makes a server know the kinds of every operator. The operators themselves do not run, so neither do their webhooks:
 * what only a webhook refuses is accepted here.
 */
export async function applyDefinitions(kubectl: Kubectl, options: ToolOptions): Promise<void> {
  const { definitions } = await schemas(options);
  const steps = [
    ["apply", "--server-side", "-f", definitions],
    ["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"],
  ];
  for (const step of steps) {
    const { ok, output } = await kubectl(step);
    if (!ok) throw new Error(`the API server does not take the operators' definitions:\n${output}`);
  }
}
