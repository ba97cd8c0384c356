import { readFileSync } from "node:fs";
import { parseCredential } from "../kit/credentials.ts";
import { usage } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

// A password is never an argument: the process list shows those to everybody on the machine.

/** Where passwords come from. */
export type Passwords = {
  terminal: Terminal;
  /** --password-stdin was given. */
  fromStdin: boolean;
  /** FLOCK_PASSWORD_FILE. */
  file: string | undefined;
};

/** What is asked for: a password that is there, or a new one, which is asked for twice. */
export type Wanted = { question: string; isNew: boolean };

/** The passwords that a command wants, in this order: a line each of standard input or of the file, else asked for. */
export async function readPasswords({ terminal, fromStdin, file }: Passwords, wanted: Wanted[]): Promise<string[]> {
  if (fromStdin) return firstLines(await terminal.readAll(), wanted.length, "standard input");
  if (file !== undefined)
    return firstLines(readText(file, "FLOCK_PASSWORD_FILE"), wanted.length, "FLOCK_PASSWORD_FILE");
  if (!terminal.interactive)
    throw usage("no terminal to ask for the password: use --password-stdin or FLOCK_PASSWORD_FILE");
  const answers: string[] = [];
  for (const one of wanted) answers.push(await askFor(terminal, one));
  return answers;
}

/** The operator's credential, from the first line of a file. */
export function readCredential(file: string | undefined): string {
  if (file === undefined) throw usage("give the operator's credential by --credential-file or FLOCK_CREDENTIAL_FILE");
  const [line = ""] = firstLines(readText(file, "the credential file"), 1, "the credential file");
  try {
    return parseCredential(line.trim());
  } catch {
    throw usage("the first line of the credential file is not id.secret");
  }
}

async function askFor(terminal: Terminal, { question, isNew }: Wanted): Promise<string> {
  const answer = await terminal.askHidden(`${question}: `);
  if (answer === "") throw usage("the password is empty");
  if (isNew && (await terminal.askHidden(`${question}, again: `)) !== answer) throw usage("the two passwords differ");
  return answer;
}

function firstLines(text: string, count: number, where: string): string[] {
  const lines = text.split(/\r?\n/).slice(0, count);
  const missing = lines.length < count || lines.includes("");
  if (missing)
    throw usage(
      `${where} must hold ${count === 1 ? "one line" : `${count} lines`} that ${count === 1 ? "is" : "are"} not empty`,
    );
  return lines;
}

function readText(file: string, where: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw usage(`${where} can not be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
