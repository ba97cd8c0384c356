import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What a program came to: all that it printed, and of that its complaints alone, which are errors and warnings. */
export type Answer = { ok: boolean; output: string; complaints: string };

/** Calls kubectl, with a text as its input. */
export type Kubectl = (args: string[], input?: string) => Promise<Answer>;

/** A function that calls this kubectl in this environment. */
export const kubectlRunner =
  (program: string, env: NodeJS.ProcessEnv): Kubectl =>
  (args, input) =>
    answerOf(program, args, { env }, input);

/** Runs a program to its end, whatever that is. */
export async function answerOf(
  program: string,
  args: string[],
  options: Pick<SpawnOptions, "cwd" | "env">,
  input = "",
): Promise<Answer> {
  const child = spawn(program, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit");
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [printed, complaints, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { ok: code === 0, output: `${printed}${complaints}`, complaints };
}
