// `scripts/create_microservice.sh`: makes a service from the template, or takes one away.
import { join } from "node:path";
import { createIn, requireClean } from "./create.ts";
import { judge } from "./finish.ts";
import { moveChanges } from "./move.ts";
import { namesOf } from "./names.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { Refusal } from "./refusal.ts";
import { explained, removeIn } from "./remove.ts";
import { type Run, runner } from "./run.ts";
import { treeOf } from "./tree.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const root = join(import.meta.dirname, "../..");
const say = (text: string) => void process.stdout.write(`${text}\n`);
// Whoever reads only the beginning is not served badly.
process.stdout.on("error", () => {});
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());

try {
  const options = parseOptions(process.argv.slice(2));
  if (options) await work(options, runner(process.env, root, stopping.signal));
  else say(USAGE.trimEnd());
} catch (error) {
  process.stderr.write(`${refusalOf(error)}\n`);
  process.exitCode = 1;
}

function refusalOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof Refusal) return error.message;
  // A folder that can not be read or written; whatever else it is, is a fault of this program.
  if (code && path) return `${path} can not be used (${code}); nothing was changed`;
  throw error;
}

async function work(options: Options, run: Run): Promise<void> {
  const names = namesOf(options.service, options.noun);
  if (!options.remove) await requireClean(root, run);
  const workspace = await openWorkspace(root, run);
  try {
    if (options.remove)
      await removeIn(workspace, options.service, options.force, run).catch((error) => Promise.reject(explained(error)));
    else await createIn(workspace, { names, durable: options.durable }, run);
    await judge(workspace, run);
    await deliver(workspace, options);
  } finally {
    workspace.close();
  }
}

async function deliver(workspace: Workspace, { dryRun, remove, service }: Options): Promise<void> {
  const changes = await workspace.changes();
  say(treeOf(changes));
  if (dryRun) return say(`\n${await workspace.diff()}`);
  if (stopping.signal.aborted) throw new Refusal("interrupted; nothing was changed");
  moveChanges(changes, workspace.dir, root);
  say(
    remove ? `\n${service}-service is gone` : `\n${service}-service is made; next: make check, make up, git add --all`,
  );
}
