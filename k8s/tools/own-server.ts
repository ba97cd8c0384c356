import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startChild } from "../../dev/child.ts";
import { whenGone } from "../../test/guard.ts";

const STOP_DEADLINE_MS = 10_000;

/** A server that belongs to this process: it ends with it, however that ends, and its folder goes with it. */
export type OwnServer = { child: Child; dir: string; stop(): Promise<void> };

/** What to run; its arguments may name files in the folder it gets. */
export type OwnServerOptions = { name: string; command: string; env: NodeJS.ProcessEnv; args(dir: string): string[] };

/** Starts a server in a temporary folder of its own. */
export async function startOwnServer({ name, command, env, args }: OwnServerOptions): Promise<OwnServer> {
  const dir = mkdtempSync(join(tmpdir(), `flock-${name}-`));
  const child = await startChild({ command, args: args(dir), env, cwd: dir, logFile: join(dir, "log") });
  const end = whenGone('kill -s KILL -- "-$1"; rm -rf "$2"', [String(child.pid), dir]);
  const stop = async () => {
    await child.stop(STOP_DEADLINE_MS);
    await end();
  };
  return { child, dir, stop };
}
