import { createAsyncIterable, type UniversalServerResponse } from "@connectrpc/connect/protocol";
import { errorToJsonBytes } from "@connectrpc/connect/protocol-connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { Problem, type Reason } from "../problem.ts";
import type { Call } from "./record.ts";

/** An HTTP answer for a request that is no call: a Connect error in JSON with its ErrorInfo, under an HTTP status of its own. */
export function refuse(
  call: Call,
  status: number,
  extra: Record<string, string> = {},
  reason: Reason = "INVALID_REQUEST",
): UniversalServerResponse {
  const problem = new Problem(reason);
  call.problem = problem;
  return { status, header: new Headers({ ...extra, ...json }), body: jsonOf(problem) };
}

/** The answer for a path that nothing serves, also in the form that gRPC clients read (a status in the headers). */
export function refusePath(call: Call, contentType = ""): UniversalServerResponse {
  const problem = new Problem("METHOD_NOT_FOUND");
  call.problem = problem;
  if (!contentType.startsWith("application/grpc"))
    return { status: 404, header: new Headers(json), body: jsonOf(problem) };
  const header = new Headers({ "content-type": contentType });
  setTrailerStatus(header, problem);
  return { status: 200, header };
}

/** connect-es answers what it can not read (wrong verb, wrong content type, wrong HTTP version) with a bare status. */
export const isBare = ({ status, body }: UniversalServerResponse): boolean => status >= 400 && body === undefined;

const json = { "content-type": "application/json" };
const jsonOf = (problem: Problem) => createAsyncIterable([errorToJsonBytes(problem, undefined)]);
