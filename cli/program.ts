import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { url } from "../kit/env.ts";
import { keysCommand } from "./commands/keys.ts";
import { passwordCommand } from "./commands/password.ts";
import { profileCommand } from "./commands/profile.ts";
import { registerCommand } from "./commands/register.ts";
import { sessionsCommand } from "./commands/sessions.ts";
import { signInCommand } from "./commands/sign-in.ts";
import { signOutCommand } from "./commands/sign-out.ts";
import { usersCommand } from "./commands/users.ts";
import { whoAmICommand } from "./commands/who-am-i.ts";
import type { CliConfig } from "./config.ts";
import { exitCodeHelp } from "./exit-codes.ts";
import type { Streams } from "./output/output.ts";
import type { Open } from "./tools.ts";

type Options = { config: CliConfig; streams: Streams; open: Open };

const commands = [
  registerCommand,
  signInCommand,
  signOutCommand,
  whoAmICommand,
  profileCommand,
  sessionsCommand,
  passwordCommand,
  usersCommand,
  keysCommand,
];

/** Table of contents: every command. Its parser throws a CommanderError for what it can not follow. */
export function createProgram({ config, streams: { stdout, stderr }, open }: Options): Command {
  const program = new Command("flock")
    .description("Accounts of Flock: register, sign in, and what follows.")
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help of a command")
    .option("--json", "print the result as JSON, and errors as JSON on standard error")
    .option("--url-orchestrator <url>", "where the orchestrator is", parseUrl, config.FLOCK_ORCHESTRATOR_URL)
    .option("--url-auth <url>", "where auth-service is", parseUrl, config.FLOCK_AUTH_URL)
    .option("--url-profile <url>", "where profile-service is", parseUrl, config.FLOCK_PROFILE_URL)
    .configureHelp({ showGlobalOptions: true, helpWidth: 110 })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: () => {}, // told once, in our own form, by whoever catches it
    })
    .exitOverride()
    .addHelpText("after", manual);
  for (const add of commands) add(program, open);
  return program;
}

const manual = `
Variables:
  FLOCK_ORCHESTRATOR_URL, FLOCK_AUTH_URL, FLOCK_PROFILE_URL   where the servers are, as the options say
  FLOCK_PASSWORD_FILE    a file whose first line is the password
  FLOCK_CREDENTIAL_FILE  a file whose first line is the operator's credential

Exit codes:
${exitCodeHelp}

Examples:
  flock register --email ada@example.com --username ada
  flock signin --email ada@example.com
  flock whoami --json
  flock sessions revoke-others`;

function parseUrl(value: string): string {
  const result = url().safeParse(value);
  if (!result.success) throw new InvalidArgumentError("It must be an http or https URL.");
  return result.data as string;
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
