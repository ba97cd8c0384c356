import { isFieldError } from "@bufbuild/protobuf/reflect";
import { Code, ConnectError } from "@connectrpc/connect";
import { Problem, type Reason, reasonOf } from "../problem.ts";

/**
 * The Problem for an error that connect-es found in a request before any of our code ran: a body that is no JSON, a
 * field of the wrong type, too many bytes, a bad timeout. Its own message quotes the body and must not get out.
 */
export function refusalOf(error: unknown): ConnectError {
  if (error instanceof ConnectError && reasonOf(error)) return error;
  const reason = (error instanceof ConnectError && refusals.get(error.code)) || "INVALID_REQUEST";
  const fields = reason === "INVALID_REQUEST" ? wrongField(error) : undefined;
  return new Problem(reason, { ...(fields && { fields }), cause: error });
}

const refusals = new Map<Code, Reason>([
  [Code.ResourceExhausted, "REQUEST_TOO_LARGE"],
  [Code.DeadlineExceeded, "DEADLINE_EXCEEDED"],
  [Code.Canceled, "CANCELED"],
  [Code.Aborted, "CANCELED"],
]);

/** The field that a JSON decoder stumbled over, by its name in the proto file. */
function wrongField(error: unknown) {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isFieldError(at)) return [{ field: at.field().name, description: "must be one well-formed value of its type" }];
  }
  return undefined;
}

/** Turns an error object into another one in place, for callers that hold on to the first. */
export function become(error: object, { message, rawMessage, code, details, cause }: ConnectError): void {
  // With all of these `instanceof ConnectError` holds for any Error.
  const shape = { name: "ConnectError", message, rawMessage, code, details, cause, metadata: new Headers() };
  Object.assign(error, shape);
}
