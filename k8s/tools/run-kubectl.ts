import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What a call of kubectl came to: everything it printed, errors and warnings included. */
export type Answer = { ok: boolean; output: string };

/** Calls kubectl, with a text as its input. */
export type Kubectl = (args: string[], input?: string) => Promise<Answer>;

/** A function that calls this kubectl in this environment. */
export function kubectlRunner(program: string, env: NodeJS.ProcessEnv): Kubectl {
  return async (args, input = "") => {
    const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    const exited = once(child, "exit");
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    return { ok: code === 0, output: `${stdout}${stderr}` };
  };
}
