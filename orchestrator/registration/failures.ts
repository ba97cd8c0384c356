import { Code, ConnectError } from "@connectrpc/connect";
import { ApplicationFailure } from "@temporalio/common";
import { type Reason, reasonOf, reasons } from "../../kit/problem.ts";

/**
 * The one place that decides whether a failed call is final. Final is only an error of our own (ErrorInfo, domain flock)
 * whose reason the table marks final; a proxy's 404 or 401 proves nothing. Messages stay out: they may quote anything.
 */
export function toFailure(error: unknown, attempt: number): ApplicationFailure {
  const reason = reasonOf(error);
  const type = reason ?? unreasoned(ConnectError.from(error).code);
  const nonRetryable = reason !== undefined && reasons[reason].final;
  // A refusal is the business going its way, not an error of the worker: BENIGN keeps it out of the error logs.
  const category = nonRetryable ? "BENIGN" : undefined;
  return ApplicationFailure.create({ ...failureOf(type, attempt), nonRetryable, ...(category && { category }) });
}

/** The same for calls that must succeed some day, whatever is answered meanwhile: undos and what follows the pivot. */
export function toRetryableFailure(error: unknown, attempt: number): ApplicationFailure {
  const { type } = toFailure(error, attempt);
  return ApplicationFailure.create(failureOf(type ?? "Unknown", attempt));
}

/** The reason of what nobody has answered; else, of an answer that is not ours, its code. */
const unreasoned = (code: Code): string => unanswered.get(code) ?? Code[code] ?? "Unknown";

const unanswered = new Map<Code, Reason>([
  [Code.Unavailable, "SERVICE_UNAVAILABLE"],
  [Code.DeadlineExceeded, "DEADLINE_EXCEEDED"],
  [Code.Canceled, "CANCELED"],
]);

const failureOf = (type: string, attempt: number) => ({ message: `refused: ${type}`, type, details: [attempt] });
