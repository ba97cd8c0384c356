import type { DescMethod } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { Health } from "../../gen/grpc/health/v1/health_pb.ts";
import type { NodeResponse } from "../listen.ts";
import { reasonOf } from "../problem.ts";
import { runTraced, type Trace } from "../trace.ts";
import type { Call } from "./record.ts";

/** What a request is for: names of the contract, or `page` and a path of ours, or `unknown`; so labels stay few. */
type Target = { service: string; method: string };

/** How a request ended. */
type CallResult = Target & { code: string; reason: string; ms: number };

export type CountCall = (result: CallResult) => void;

type Observed = {
  call: Call;
  response: NodeResponse;
  trace: Trace;
  target: Target;
  count: CountCall | undefined;
};

/** What a request for a method of the contract, or for a page of this path, is counted and logged as. */
export function targetOf(method: DescMethod | undefined, page: string | undefined): Target {
  if (method) return { service: method.parent.typeName, method: method.name };
  return page === undefined ? unknown : { service: "page", method: page };
}

const unknown: Target = { service: "unknown", method: "unknown" };

/** Counts a request and writes its line of the access log once it is over. No body, header or query gets there. */
export function observe({ call, response, trace, target, count }: Observed): void {
  const start = performance.now();
  const { service, method } = target;
  const level = service === Health.typeName ? "debug" : "info";
  response.once("close", () => {
    call.gone = !response.writableFinished;
    const code = codeName(call);
    const reason = reasonOf(call.problem) ?? "";
    const ms = performance.now() - start;
    count?.({ service, method, code, reason, ms });
    const path = ["page", "unknown"].includes(service) ? method : `${service}/${method}`;
    // Over HTTP/2 this event comes outside of the request's asynchronous context.
    runTraced(trace, () =>
      trace.log[level]({ method: path, code, ...(reason && { reason }), ms: Math.round(ms * 10) / 10 }, "request"),
    );
  });
}

function codeName({ problem, gone }: Call): string {
  if (problem) return codeToString(problem.code);
  return gone ? codeToString(Code.Canceled) : "ok";
}
