import { generate } from "./finish.ts";
import { edited, makePlan, type Plan, type Wanted } from "./plan.ts";
import { Refusal } from "./refusal.ts";
import type { Run } from "./run.ts";
import type { Workspace } from "./workspace.ts";

/** Makes a service in a workspace. Throws a Refusal when something of it is there already. */
export async function createIn(workspace: Workspace, wanted: Wanted, run: Run): Promise<Plan> {
  const { read, exists, write } = workspace;
  const plan = makePlan({ ...wanted, read });
  const { service, noun } = wanted.names;
  const [taken] = [...plan.folders, ...plan.files.keys()].filter(exists);
  if (taken) throw new Refusal(`${service} is taken: there is ${taken} already`);
  if (read("kit/problem.ts").includes(` ${noun.toUpperCase()}_NOT_FOUND: `))
    throw new Refusal(`${noun} is taken: choose another --noun`);
  const shared = edited(plan.edits, "apply", read);
  for (const [path, text] of [...shared, ...plan.files]) write(path, text);
  await generate(workspace, run);
  return plan;
}

/** Throws a Refusal unless everything in the work tree is committed, so that what is made can be told from it. */
export async function requireClean(root: string, run: Run): Promise<void> {
  const dirty = (await run("git", ["status", "--porcelain"], root)).split("\n").filter(Boolean);
  if (dirty.length === 0) return;
  throw new Refusal(`the work tree is not clean (git status names ${dirty.length}): commit or stash it first`);
}
