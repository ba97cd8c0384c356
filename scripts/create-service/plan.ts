import { durableEdits } from "./durable-edits.ts";
import type { Edit } from "./edit.ts";
import { madeFiles } from "./made-files.ts";
import type { Names } from "./names.ts";
import { nextPorts, PORTS_FILE, type Ports, readPorts } from "./ports.ts";
import { Refusal } from "./refusal.ts";
import { type Identity, profileWords } from "./renaming.ts";
import { sharedEdits } from "./shared-edits.ts";

/** A service as it is to be made: its words and ports, and what it consists of. `folders` hold nothing else's. */
export type Plan = { to: Identity; files: Map<string, string>; edits: Edit[]; folders: string[] };

/** What is to be made; without ports at the next free ones. */
export type Wanted = { names: Names; durable: boolean; ports?: Ports };

/** What a plan is made of. `read` gives a file of the project as it is; a service that is there keeps its ports. */
export type PlanOptions = Wanted & { read: (path: string) => string };

/** Plans a service; changes nothing. Throws a Refusal when the project does not look as it must. */
export function makePlan({ names, durable, ports, read }: PlanOptions): Plan {
  const taken = readPorts(read(PORTS_FILE));
  const profile = { ...profileWords, ...(taken.get("profile") as Ports) };
  const to = { ...names, ...(ports ?? taken.get(names.service) ?? nextPorts(taken)) };
  const edits = [...sharedEdits({ profile, to }), ...(durable ? durableEdits({ profile, to }) : [])];
  return { to, files: madeFiles({ profile, to, durable, read }), edits, folders: foldersOf(names.service) };
}

/** The folders that belong to a service alone. */
export const foldersOf = (service: string): string[] => [
  `${service}-service`,
  `drizzle/${service}`,
  `gen/flock/${service}`,
  `k8s/base/${service}-service`,
  `orchestrator/${service}`,
  `proto/flock/${service}`,
];

/** The shared files as they are after all edits. Throws a Refusal that names the files that have no place for one. */
export function edited(edits: Edit[], way: "apply" | "revert", read: (path: string) => string): Map<string, string> {
  const texts = new Map<string, string>();
  const faults = new Set<string>();
  for (const edit of edits) {
    const text = edit[way](texts.get(edit.path) ?? read(edit.path));
    if (text === undefined) faults.add(edit.path);
    else texts.set(edit.path, text);
  }
  if (faults.size > 0) throw new MissingPlace([...faults]);
  return texts;
}

/** Shared files in which an edit finds no place. */
export class MissingPlace extends Refusal {
  readonly paths: string[];
  constructor(paths: string[]) {
    super(`these files do not look as the template expects: ${paths.join(", ")}`);
    this.paths = paths;
  }
}
