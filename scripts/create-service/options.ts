import { parseArgs } from "node:util";
import { Refusal } from "./refusal.ts";

/** What the command was asked for. */
export type Options = {
  service: string;
  /** The thing that the service keeps, such as invoice; undefined leaves the usual one, or what the service has. */
  noun: string | undefined;
  durable: boolean;
  dryRun: boolean;
  remove: boolean;
  force: boolean;
};

/** The manual. */
export const USAGE = `usage: scripts/create_microservice.sh flock-NAME-service [--noun NOUN] [--durable] [--dry-run]
       scripts/create_microservice.sh --remove NAME [--force] [--dry-run]

  flock-NAME-service  makes NAME-service/ and all that belongs to it, in a clean work tree; NAME is one word
  --noun NOUN         what the service keeps, such as invoice (item)
  --durable           with a sample workflow in the orchestrator, its undo and its test
  --dry-run           shows what would be changed, and changes nothing
  --remove NAME       takes everything away again, committed or not; refuses when files were changed since
  --force             takes them away all the same
`;

const options = {
  noun: { type: "string" },
  durable: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  remove: { type: "string" },
  force: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line; undefined asks for the manual. Throws a Refusal for what it does not know. */
export function parseOptions(args: string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  const { noun, durable, remove, force, help, "dry-run": dryRun } = values;
  if (help) return undefined;
  const [service = remove, more] = positionals;
  const isClear = remove === undefined ? !force : positionals.length === 0 && !durable && noun === undefined;
  if (service === undefined || more !== undefined || !isClear) throw new Refusal(USAGE.trimEnd());
  return { service: firstWord(service), noun, durable, dryRun, force, remove: remove !== undefined };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Refusal(`${(error as Error).message}\n${USAGE.trimEnd()}`);
  }
}

/** billing of flock-billing-service, and of its shorter forms. */
const firstWord = (name: string) => name.replace(/^flock-/, "").replace(/-service$/, "");
