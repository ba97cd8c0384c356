import { addAfter, type Edit } from "./edit.ts";
import type { Identity } from "./renaming.ts";
import { fromProfile, renamed, templateWords } from "./renaming.ts";
import type { Pair } from "./shared-edits.ts";

const imports = [
  'import { gadgetActivities } from "./depot/activities.ts";',
  'import { gadgetFlowRoutes } from "./depot/routes.ts";',
];
const activities = "  Object.assign(activities, gadgetActivities({ users, gadgets }, log, metrics.onAttempt));";
const routes = "    gadgetFlowRoutes({ client: temporal.client })(router);";
const route = "        - path: { type: Exact, value: /flock.depot.flow.v1.GadgetFlowService/AddGadget }";
const workflow = 'export { addGadget } from "./add-gadget.ts";';

/** What a service with a workflow adds to the orchestrator: a client, its activities, its RPCs, and the workflow itself. */
export function durableEdits({ profile, to }: Pair): Edit[] {
  const same = (text: string) => fromProfile(text, profile, to);
  const add = (path: string, anchor: RegExp, text: string) => addAfter(path, anchor, () => worded(text, to));
  const main = "orchestrator/main.ts";
  return [
    addAfter(main, /^import \{ ProfileService \}/, same),
    ...imports.map((line) => add(main, /^import \{ orchestratorMetrics \}/, line)),
    addAfter(main, /^ {2}const profiles = connectClient/, same),
    add(main, /^ {2}const activities = /, activities),
    add(main, /^ {4}orchestratorRoutes\(/, routes),
    addAfter("orchestrator/config.ts", /^ {2}PROFILE_URL: /, same),
    add("orchestrator/workflows/all.ts", /^export \{ registerUser/, workflow),
    addAfter("k8s/base/orchestrator/deployment.yaml", /name: PROFILE_URL/, same),
    add("k8s/components/gateway/edge/orchestrator.yaml", /RegistrationService\/GetRegistration/, route),
  ];
}

const worded = (text: string, to: Identity) => renamed(text, templateWords, to);
