import type { Ending } from "./exit-codes.ts";

/** One field that is wrong, and in which way. Quotes no value. */
export type FieldFault = { field: string; description: string };

/** A failure that the command itself finds, before or after it asks a server. The message quotes no secret. */
export class Failure extends Error {
  readonly ending: Ending;
  /** UPPER_SNAKE, for programs. */
  readonly reason: string;
  constructor(ending: Ending, reason: string, message: string) {
    super(message);
    this.name = "Failure";
    this.ending = ending;
    this.reason = reason;
  }
}

/** The failure of a command that was called in a way it can not follow. */
export const usage = (message: string) => new Failure("usage", "USAGE", message);
