import { join, relative } from "node:path";
import { type StackPorts, usualStackPorts } from "./stack-ports.ts";

const root = join(import.meta.dirname, "..");

/** What the commands of the local stack agree on. */
export type Settings = {
  /** Everything of the stack is in here. */
  dir: string;
  /** The same as people write it. */
  shownDir: string;
  /** Whether that is another directory than the usual one. */
  isElsewhere: boolean;
  ports: StackPorts;
  /** How a person calls make for this very stack. */
  make: string;
};

/** The same for a command: says what is wrong with them and ends the process. */
export function settingsOrExit(env: NodeJS.ProcessEnv): Settings {
  try {
    return settingsOf(env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

/** Reads FLOCK_DIR and PORT_OFFSET, with which a second stack runs beside the first. */
export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const { FLOCK_DIR, PORT_OFFSET } = env;
  const offset = Number(PORT_OFFSET || 0);
  if (!Number.isInteger(offset) || offset < 0 || offset > 50_000)
    throw new Error("PORT_OFFSET: must be a whole number from 0 to 50000");
  const dir = FLOCK_DIR || join(root, ".flock");
  const prefix = `${FLOCK_DIR ? `FLOCK_DIR=${FLOCK_DIR} ` : ""}${PORT_OFFSET ? `PORT_OFFSET=${PORT_OFFSET} ` : ""}`;
  const shownDir = FLOCK_DIR || relative(root, dir);
  return { dir, shownDir, isElsewhere: !!FLOCK_DIR, ports: usualStackPorts(offset), make: `${prefix}make` };
}
