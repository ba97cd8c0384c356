import type { DescMethod } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { Health } from "../../gen/grpc/health/v1/health_pb.ts";
import type { NodeResponse } from "../listen.ts";
import { reasonOf } from "../problem.ts";
import { runTraced, type Trace } from "../trace.ts";
import type { Call } from "./record.ts";

/** How a request ended: names of the contract only (`unknown` for any other path), so that labels stay few. */
type CallResult = { service: string; method: string; code: string; reason: string; ms: number };

export type CountCall = (result: CallResult) => void;

type Observed = {
  call: Call;
  response: NodeResponse;
  trace: Trace;
  method: DescMethod | undefined;
  count: CountCall | undefined;
};

/** Counts a request and writes its line of the access log once it is over. No body, header or query gets there. */
export function observe({ call, response, trace, method, count }: Observed): void {
  const start = performance.now();
  const service = method?.parent.typeName ?? "unknown";
  const level = service === Health.typeName ? "debug" : "info";
  response.once("close", () => {
    call.gone = !response.writableFinished;
    const code = codeName(call);
    const reason = reasonOf(call.problem) ?? "";
    const ms = performance.now() - start;
    count?.({ service, method: method?.name ?? "unknown", code, reason, ms });
    const path = method ? `${service}/${method.name}` : "unknown";
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
