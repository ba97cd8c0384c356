import { runFlock } from "./run.ts";

// Whoever reads our output may stop reading, as `head` does; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const { stdin, stdout, stderr } = process;
process.exitCode = await runFlock({ args: process.argv.slice(2), env: process.env, stdin, stdout, stderr });
