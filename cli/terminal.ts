import { createInterface } from "node:readline/promises";
import type { Readable } from "node:stream";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { Failure, usage } from "./failure.ts";

/** The terminal of a person, or the pipe of a program. */
export type Terminal = {
  /** Whether somebody sits there who can be asked. */
  interactive: boolean;
  /** Asks for one line. Throws a Failure when interrupted. */
  ask(question: string): Promise<string>;
  /** The same without showing what is typed. */
  askHidden(question: string): Promise<string>;
  /** All of standard input. */
  readAll(): Promise<string>;
};

type Streams = { stdin: Readable & { isTTY?: boolean }; stderr: NodeJS.WritableStream };

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** A terminal that asks on standard error, so that standard output holds results only. */
export function createTerminal({ stdin, stderr }: Streams): Terminal {
  const askOn = async (question: string, output: NodeJS.WritableStream) => {
    const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
    const { promise: gone, reject } = Promise.withResolvers<never>();
    lines.once("SIGINT", () => reject(interrupted())).once("close", () => reject(interrupted()));
    try {
      return await Promise.race([lines.question(output === stderr ? question : ""), gone]);
    } finally {
      lines.removeAllListeners("close").close();
    }
  };
  return {
    interactive: stdin.isTTY === true,
    ask: (question) => askOn(question, stderr),
    askHidden: async (question) => {
      stderr.write(question);
      return await askOn(question, nowhere()).finally(() => stderr.write("\n"));
    },
    readAll: () => text(stdin),
  };
}

const interrupted = () => new Failure("interrupted", "INTERRUPTED", "interrupted");

/** What was given by an option, else the answer of whoever sits at the terminal. Throws a usage Failure without either. */
export async function askUnless(terminal: Terminal, given: string | undefined, what: string, option: string) {
  if (given !== undefined) return given;
  if (!terminal.interactive) throw usage(`${option} is required`);
  return await terminal.ask(`${what}: `);
}
