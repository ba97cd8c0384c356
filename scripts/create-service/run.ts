import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Refusal } from "./refusal.ts";

const execute = promisify(execFile);

/** Runs programs for one piece of work, which may be given up. */
export type Run = (program: string, args: string[], cwd: string) => Promise<string>;

/** A runner whose programs are found in node_modules first. Throws a Refusal with what a program printed when it failed. */
export function runner(env: NodeJS.ProcessEnv, root: string, signal: AbortSignal): Run {
  // The variables of a git hook would lead git into another folder.
  const own = Object.entries(env).filter(([name]) => !name.startsWith("GIT_"));
  const variables = { ...Object.fromEntries(own), PATH: `${root}/node_modules/.bin:${env.PATH}` };
  return async (program, args, cwd) => {
    const options = { cwd, env: variables, signal, maxBuffer: 1e8 };
    const { stdout } = await execute(program, args, options).catch((error) => {
      throw failure(program, args, error);
    });
    return stdout;
  };
}

type Failed = Error & { code?: string | number; signal?: string; stdout?: string; stderr?: string };

function failure(program: string, args: string[], error: Failed): Error {
  // A terminal interrupts the program as well, and its end may be known first.
  if (error.name === "AbortError" || error.signal) return new Refusal("interrupted; nothing was changed");
  if (error.code === "ENOENT") return new Refusal(`${program} is missing: install it, or run make up once`);
  const said = `${error.stdout ?? ""}${error.stderr ?? ""}`.trim().split("\n").slice(-30).join("\n");
  return new Refusal(`${program} ${args.slice(0, 3).join(" ")} failed; nothing was changed:\n${said}`);
}
