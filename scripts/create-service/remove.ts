import { globSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { createIn } from "./create.ts";
import { generate } from "./finish.ts";
import { namesOf } from "./names.ts";
import { edited, MissingPlace, makePlan, type Plan, type Wanted } from "./plan.ts";
import { Refusal } from "./refusal.ts";
import type { Run } from "./run.ts";
import type { Workspace } from "./workspace.ts";

/** Takes a service out of a workspace. Unless it is forced it throws a Refusal that names the files that somebody changed. */
export async function removeIn(workspace: Workspace, service: string, force: boolean, run: Run): Promise<void> {
  const wanted = foundIn(workspace, service);
  const plan = makePlan({ ...wanted, read: workspace.read });
  const own = filesIn(workspace, plan);
  const old = new Map(own.map((path) => [path, workspace.read(path)]));
  takeOut(workspace, plan, own, force);
  if (!force) await requireUntouched(workspace, { ...wanted, ports: plan.to }, old, run);
  await generate(workspace, run);
}

/** What a service was made as, from what is there of it. */
function foundIn({ dir, exists }: Workspace, service: string): Wanted {
  if (!exists(`${service}-service`) || !exists(`proto/flock/${service}/v1`))
    throw new Refusal(`there is no ${service}-service that was made from the template`);
  const protos = globSync("*.proto", { cwd: join(dir, `proto/flock/${service}/v1`) });
  const nouns = protos
    .map((name) => name.replace(".proto", ""))
    .filter((noun) => exists(`${service}-service/create-${noun}.ts`));
  const [noun] = nouns.filter((each) => each !== `${service}_service`);
  return { names: namesOf(service, noun), durable: exists(`orchestrator/${service}`) };
}

/** Every file that is the service's own, also such as somebody has added. */
function filesIn({ dir, exists }: Workspace, { folders, files }: Plan): string[] {
  const inside = folders.filter(exists).flatMap((folder) =>
    readdirSync(join(dir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name))),
  );
  return [...new Set([...inside, ...[...files.keys()].filter(exists)])].sort();
}

function takeOut(workspace: Workspace, { folders, edits }: Plan, own: string[], force: boolean): void {
  const { read, write, remove } = workspace;
  for (const edit of force ? edits : []) write(edit.path, edit.revert(read(edit.path)) ?? read(edit.path));
  const shared = force ? [] : edited(edits, "revert", read);
  for (const [path, text] of shared) write(path, text);
  for (const path of [...own, ...folders]) remove(path);
}

/** Makes the service anew where it was taken out, compares, and takes it out again. */
async function requireUntouched(workspace: Workspace, wanted: Wanted, old: Map<string, string>, run: Run) {
  const { read, exists, write, remove } = workspace;
  const before = new Map<string, string>();
  const { folders, files, edits } = makePlan({ ...wanted, read });
  for (const { path } of edits) before.set(path, read(path));
  await createIn(workspace, wanted, run);
  const differs = (path: string, text: string) => !exists(path) || read(path) !== text;
  const changed = [...old].filter(([path, text]) => differs(path, text)).map(([path]) => path);
  for (const [path, text] of before) write(path, text);
  for (const path of [...folders, ...files.keys()]) remove(path);
  if (changed.length > 0) throw new Refusal(changedSince(wanted.names.service, changed));
}

const changedSince = (service: string, paths: string[]) =>
  `${service}-service is not as it was made, and --force would delete these files with it:\n  ${paths.join("\n  ")}`;

/** A shared file that does not hold what was added to it, in words for whoever wants the service removed. */
export const explained = (error: unknown): unknown =>
  error instanceof MissingPlace
    ? new Refusal(`${error.message}; --remove --force takes away what it finds, the rest is yours`)
    : error;
