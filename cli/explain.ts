import { Code, ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { CommanderError } from "commander";
import { BadRequestSchema, RetryInfoSchema } from "../gen/google/rpc/error_details_pb.ts";
import { ConfigError } from "../kit/env.ts";
import { type Reason, reasonOf, reasons } from "../kit/problem.ts";
import { describeError } from "../kit/redact.ts";
import type { Ending } from "./exit-codes.ts";
import { Failure, type FieldFault } from "./failure.ts";

/** What people and programs are told of an error. */
export type Explanation = {
  ending: Ending;
  reason: string;
  message: string;
  fields: FieldFault[];
  /** Milliseconds to wait before trying again, where the server said so. */
  retryAfterMs?: number | undefined;
  /** Finds the call in the server's log. */
  traceId?: string | undefined;
};

/** An error of a call, with the server that was called. */
export type CallError = ConnectError & { server?: { name: string; url: string } };

/** Turns any error into what is told of it. Nothing of it quotes a secret: unknown messages are left out. */
export function explain(error: unknown): Explanation {
  if (error instanceof Failure) return { ...plainly(error.ending, error.reason, error.message) };
  if (error instanceof ConfigError) return plainly("usage", "USAGE", error.faults.join("; "));
  if (error instanceof CommanderError) return plainly("usage", "USAGE", oneLine(error.message));
  if (error instanceof ConnectError) return ofCall(error);
  return plainly("unexpected", "UNEXPECTED", unexpected(error));
}

const plainly = (ending: Ending, reason: string, message: string) => ({ ending, reason, message, fields: [] });

// Somebody may have tried `--password=...`, or a password as an argument.
const oneLine = (message: string) =>
  message
    .replace(/^error: /, "")
    .replace(/(?<=but got \d+):.*$/s, "")
    .replaceAll(/(?<='--?[\w-]+)=[^']*(?=')/g, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim()
    .replace(/\.$/, "");

function ofCall(error: CallError): Explanation {
  const reason = reasonOf(error);
  const [retry] = error.findDetails(RetryInfoSchema);
  const { seconds = 0n, nanos = 0 } = retry?.retryDelay ?? {};
  return {
    ...(reason ? plainly(endingOf(reason), reason, error.rawMessage) : unreasoned(error)),
    fields: error.findDetails(BadRequestSchema).flatMap(({ fieldViolations }) => fieldViolations.map(fault)),
    retryAfterMs: retry && Number(seconds) * 1000 + nanos / 1e6,
    traceId: error.metadata.get("x-request-id") ?? undefined,
  };
}

const fault = ({ field, description }: FieldFault) => ({ field, description });

const sessionIsOver: Reason[] = ["INVALID_ACCESS_TOKEN", "INVALID_REFRESH_TOKEN", "SESSION_ENDED"];
// Sagas try these again, because an operator may mend them; a person has to know at once.
const refused: Reason[] = ["CREDENTIAL_REFUSED", "PERMISSION_DENIED"];

function endingOf(reason: Reason): Ending {
  if (sessionIsOver.includes(reason)) return "signedOut";
  if (reason === "INTERNAL" || reason === "CANCELED") return "unexpected";
  return reasons[reason].final || refused.includes(reason) ? "refused" : "later";
}

/** An error without a reason of ours comes from something in between, or from nobody at all. */
function unreasoned(error: CallError) {
  const who = error.server ? `${error.server.name} at ${error.server.url}` : "the server";
  if (error.code === Code.Unavailable)
    return plainly("later", "UNREACHABLE", `${who} can not be reached${causeOf(error)}`);
  if (error.code === Code.DeadlineExceeded)
    return plainly("later", "DEADLINE_EXCEEDED", `${who} does not answer in time`);
  return plainly(
    "unexpected",
    "UNEXPECTED",
    `${who} gives an answer that is not Flock's (${codeToString(error.code)})`,
  );
}

const causeOf = ({ cause }: ConnectError) => {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code ? `: ${code}` : "";
};

function unexpected(error: unknown): string {
  const { name, code, frames } = describeError(error);
  // The system's own messages say which file; they hold nothing else.
  if (error instanceof Error && "syscall" in error) return error.message;
  return ["unexpected", name, code, frames[0] && `at ${frames[0]}`].filter(Boolean).join(" ");
}
