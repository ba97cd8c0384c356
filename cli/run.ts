import { type Command, CommanderError } from "commander";
import { type Env, parseEnv } from "../kit/env.ts";
import { cliEnv } from "./config.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { type Streams, writeError } from "./output/output.ts";
import { createProgram } from "./program.ts";
import { createTools } from "./tools.ts";

/** The surroundings of one `flock` command. */
export type Invocation = Streams & { args: string[]; env: Env; stdin: NodeJS.ReadStream };

/** Runs the command that the arguments name, and answers the exit code. */
export async function runFlock({ args, env, ...streams }: Invocation): Promise<number> {
  try {
    const config = parseEnv(cliEnv, env);
    const open = (command: Command) => createTools({ config, ...streams }, command.optsWithGlobals());
    await createProgram({ config, streams, open }).parseAsync(args, { from: "user" });
    return EXIT_CODES.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done;
    if (error instanceof CommanderError && error.code === "commander.help") return EXIT_CODES.usage;
    return EXIT_CODES[writeError(streams, args.includes("--json"), error).ending];
  }
}
