import type { Command } from "commander";
import { withLock } from "../account/lock.ts";
import { Failure } from "../failure.ts";
import { openSource, runImport } from "../import/run-import.ts";
import { linesIn, totalsText } from "../import/totals.ts";
import { seconds, wholeNumber } from "../numbers.ts";
import { readCredential } from "../secrets.ts";
import type { Open, Tools } from "../tools.ts";
import { credentialOption, operatorHelp } from "./operator.ts";

type Input = { credentialFile?: string; concurrency: number; run?: string; report?: string; patience: number };

/** `flock users import FILE` */
export function usersCommand(program: Command, open: Open): void {
  const users = program.command("users").description("for operators: bring users in from another system");
  users
    .command("import")
    .description("import users with the password hashes that they have; safe to repeat, goes on where it stopped")
    .argument("<file>", "a file with one JSON object per line (NDJSON)")
    .addOption(credentialOption())
    .option("--concurrency <n>", "lines at a time", wholeNumber(1, 256), 8)
    .option("--run <name>", "another name tries the lines again that were refused before")
    .option("--report <file>", "where each line's end is reported (default: FILE.report.ndjson)")
    .option("--patience <seconds>", "how long a line is tried again while a server is away or busy", seconds, 300)
    .addHelpText("after", manual)
    .action((file: string, input: Input, command: Command) => importFile(open(command))(file, input));
}

const manual = `
Each line is one user: {"email", "username", "password_hash", "display_name" (optional), "id" (optional, a UUID)}. The
hash is a bcrypt string or a PHC string of argon2id, argon2i, scrypt or PBKDF2; see the README. Users keep their passwords.

${operatorHelp}

The report has a line for each line of the file: {line, run, request_id, user_id, outcome, reason, fields}, with the
outcome imported, existed, failed (refused by the server, or tried for too long) or invalid (not sent). The same command
again skips what is done, tries again what ran out of time, and leaves what was refused, unless --run has another name.

Examples:
  flock users import users.ndjson --credential-file .flock/secrets/OPERATOR_CREDENTIAL
  flock users import users.ndjson --run second-try --concurrency 32`;

/** Imports a file, alone on its report, and tells how it went. */
const importFile =
  (tools: Tools) =>
  async (file: string, input: Input): Promise<void> => {
    const { credentialFile = tools.config.FLOCK_CREDENTIAL_FILE, report = `${file}.report.ndjson` } = input;
    const options = { run: input.run ?? "", concurrency: input.concurrency, patienceMs: input.patience * 1000 };
    const credential = readCredential(credentialFile);
    await using source = await openSource(file);
    const lock = { waitMs: 0, busy: `another import writes to ${report}`, remove: true };
    const { totals, stopped } = await withLock(`${report}.lock`, lock, () =>
      runImport(tools, { source, report, credential, options }),
    );
    tools.out.value(totals, totalsText(totals));
    if (stopped) throw new Failure("interrupted", "INTERRUPTED", "stopped: the same command goes on from here");
    const bad = totals.failed + totals.invalid;
    if (bad > 0)
      throw new Failure("partly", "LINES_FAILED", `${bad} of ${linesIn(totals)} lines failed: ${report} says why`);
  };
