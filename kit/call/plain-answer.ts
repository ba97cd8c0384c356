import { createAsyncIterable, type UniversalServerResponse } from "@connectrpc/connect/protocol";
import { errorToJsonBytes } from "@connectrpc/connect/protocol-connect";
import { Problem } from "../problem.ts";
import type { Call } from "./record.ts";

const problems = new Map([
  [404, () => new Problem("METHOD_NOT_FOUND")],
  [500, () => new Problem("INTERNAL")],
]);

/** An HTTP answer for a request that is no call of any protocol: a Connect error in JSON, with its ErrorInfo. */
export function refuse(call: Call, status: number, extra: Record<string, string> = {}): UniversalServerResponse {
  const problem = (problems.get(status) ?? (() => new Problem("INVALID_REQUEST")))();
  const header = new Headers(extra);
  header.set("content-type", "application/json");
  call.code = problem.code;
  return { status, header, body: createAsyncIterable([errorToJsonBytes(problem, undefined)]) };
}

/** connect-es answers what it can not read (wrong verb, wrong content type, wrong HTTP version) with a bare status. */
export const isBare = ({ status, body }: UniversalServerResponse): boolean => status >= 400 && body === undefined;
