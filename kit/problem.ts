import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "../gen/google/rpc/error_details_pb.ts";

/** The domain of every ErrorInfo that Flock makes (AIP-193). An error without it is not ours and says nothing final. */
const ERROR_DOMAIN = "flock";

type Rule = { code: Code; final: boolean; message: string };
const final = (code: Code, message: string): Rule => ({ code, final: true, message });
const retryable = (code: Code, message: string): Rule => ({ code, final: false, message });

/**
 * The one error table: every reason a Flock service ever gives, its Connect code, and whether trying again can help.
 * A saga undoes itself only for a reason that is final here; everything else it retries.
 */
export const reasons = {
  INVALID_REQUEST: final(Code.InvalidArgument, "the request is not valid"),
  INVALID_EMAIL: final(Code.InvalidArgument, "the e-mail address is not valid"),
  INVALID_USERNAME: final(Code.InvalidArgument, "the username is not valid"),
  WEAK_PASSWORD: final(Code.InvalidArgument, "the password does not meet the policy"),
  INVALID_PASSWORD_HASH: final(Code.InvalidArgument, "the password hash is of no kind that can be checked"),
  INVALID_SEAL: final(Code.InvalidArgument, "the sealed password does not belong to this user"),
  REQUEST_TOO_LARGE: final(Code.ResourceExhausted, "the request is too large"),
  EMAIL_TAKEN: final(Code.AlreadyExists, "the e-mail address is taken"),
  USERNAME_TAKEN: final(Code.AlreadyExists, "the username is taken"),
  REQUEST_ID_REUSED: final(Code.AlreadyExists, "the request_id was used for another request"),
  REQUEST_ID_SPENT: final(Code.FailedPrecondition, "the request_id was used before and can not be used again"),
  REGISTRATION_UNDONE: final(Code.FailedPrecondition, "the registration was undone"),
  USER_NOT_FOUND: final(Code.NotFound, "there is no such user"),
  PROFILE_NOT_FOUND: final(Code.NotFound, "there is no such profile"),
  REGISTRATION_NOT_FOUND: final(Code.NotFound, "there is no such registration"),
  INVALID_CREDENTIALS: final(Code.Unauthenticated, "the e-mail address or the password is wrong"),
  INVALID_ACCESS_TOKEN: final(Code.Unauthenticated, "the access token is missing, expired or not valid"),
  INVALID_REFRESH_TOKEN: final(Code.Unauthenticated, "the refresh token is not valid any more; sign in again"),
  SESSION_ENDED: final(Code.Unauthenticated, "the session has ended; sign in again"),
  ORIGIN_REFUSED: final(Code.PermissionDenied, "cookies are taken from pages of allowed origins only"),
  USERNAME_COOLDOWN: final(Code.FailedPrecondition, "the username was changed less than 30 days ago"),
  METHOD_NOT_FOUND: final(Code.Unimplemented, "there is no such method"),
  SERVICE_NOT_FOUND: final(Code.NotFound, "there is no such service"),
  ADDRESS_PENDING: retryable(Code.Aborted, "an unfinished registration holds the address"),
  CREDENTIAL_REFUSED: retryable(Code.Unauthenticated, "the credential is missing or was refused"),
  PERMISSION_DENIED: retryable(Code.PermissionDenied, "this caller may not call this method"),
  OVERLOADED: retryable(Code.ResourceExhausted, "the service is busy; try again later"),
  KEY_UNAVAILABLE: retryable(Code.Unavailable, "a key that is needed is not loaded"),
  SERVICE_UNAVAILABLE: retryable(Code.Unavailable, "a service that is needed does not answer; try again later"),
  DEADLINE_EXCEEDED: retryable(Code.DeadlineExceeded, "the deadline passed before the answer was ready"),
  CANCELED: retryable(Code.Canceled, "the caller canceled the request"),
  INTERNAL: retryable(Code.Internal, "an internal error; the trace id finds it in the logs"),
} as const satisfies Record<string, Rule>;

/** A reason of the error table. */
export type Reason = keyof typeof reasons;

/** What a Problem may add to its reason. Nothing here may quote what a person sent. */
export type ProblemOptions = {
  /** Which fields are wrong and why; becomes google.rpc.BadRequest. */
  fields?: { field: string; description: string }[];
  /** Milliseconds to wait before trying again; becomes google.rpc.RetryInfo. */
  retryAfterMs?: number;
  /** Facts for programs; becomes ErrorInfo.metadata. */
  metadata?: Record<string, string>;
  /** What went wrong underneath; logged, never sent. */
  cause?: unknown;
};

/** An error with a reason of the table. The only kind of error that a Flock service answers with. */
export class Problem extends ConnectError {
  readonly reason: Reason;
  constructor(reason: Reason, options: ProblemOptions = {}) {
    const { code, message } = reasons[reason];
    super(message, code, undefined, problemDetails(reason, options), options.cause);
    this.reason = reason;
  }
}

/** The error details that go with a reason: one ErrorInfo, then BadRequest and RetryInfo where they apply. */
function problemDetails(reason: Reason, { fields, retryAfterMs, metadata }: ProblemOptions) {
  const info = { desc: ErrorInfoSchema, value: { reason, domain: ERROR_DOMAIN, metadata: metadata ?? {} } };
  const bad = fields && { desc: BadRequestSchema, value: { fieldViolations: fields } };
  const retry = retryAfterMs !== undefined && { desc: RetryInfoSchema, value: { retryDelay: duration(retryAfterMs) } };
  return [info, bad, retry].filter((detail) => !!detail);
}

/** The reason an error carries in its ErrorInfo, or undefined when the error is not one of ours. */
export function reasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  const info = error.findDetails(ErrorInfoSchema).find((detail) => detail.domain === ERROR_DOMAIN);
  return info && Object.hasOwn(reasons, info.reason) ? (info.reason as Reason) : undefined;
}

const duration = (ms: number) => ({ seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1_000_000 });
