import { Code, ConnectError } from "@connectrpc/connect";
import { ApplicationFailure } from "@temporalio/common";
import { reasonOf, reasons } from "../../kit/problem.ts";

/**
 * The one place that decides whether a failed call is final. Final is only an error of our own (ErrorInfo, domain flock)
 * whose reason the table marks final; a proxy's 404 or 401 proves nothing. Messages stay out: they may quote anything.
 */
export function toFailure(error: unknown, attempt: number): ApplicationFailure {
  const reason = reasonOf(error);
  const type = reason ?? Code[ConnectError.from(error).code] ?? "Unknown";
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

const failureOf = (type: string, attempt: number) => ({ message: `refused: ${type}`, type, details: [attempt] });
