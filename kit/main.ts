import { ConfigError, type Env } from "./env.ts";
import { createLog } from "./log.ts";

/**
 * Runs a process: gives `main` the environment; faults in it are printed one per line, anything else that goes wrong
 * and is not caught is logged, and both end the process with 1.
 */
export async function start(name: string, main: (env: Env) => Promise<unknown>): Promise<void> {
  const log = createLog(name);
  const fail = (error: unknown) => {
    if (error instanceof ConfigError) process.stderr.write(`${name} can not start:\n${indent(error.message)}\n`);
    else log.fatal({ err: error }, "the process ends because of an error that nothing caught");
    process.exit(1);
  };
  process.on("uncaughtException", fail).on("unhandledRejection", fail);
  await main(process.env).catch(fail);
}

const indent = (text: string) => text.replaceAll(/^/gm, "  ");
