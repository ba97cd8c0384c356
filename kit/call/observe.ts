import type { DescMethod } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { Health } from "../../gen/grpc/health/v1/health_pb.ts";
import type { NodeResponse } from "../listen.ts";
import { runTraced, type Trace } from "../trace.ts";
import type { Call } from "./record.ts";

/** How a request ended: names of the contract only (`unknown` for any other path), so that labels stay few. */
type CallResult = { service: string; method: string; code: string; ms: number };

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
    const ms = performance.now() - start;
    count?.({ service, method: method?.name ?? "unknown", code, ms });
    const path = method ? `${service}/${method.name}` : "unknown";
    // Over HTTP/2 this event comes outside of the request's asynchronous context.
    runTraced(trace, () => trace.log[level]({ method: path, code, ms: Math.round(ms * 10) / 10 }, "request"));
  });
}

function codeName({ code, gone }: Call): string {
  if (code !== undefined) return codeToString(code);
  return gone ? codeToString(Code.Canceled) : "ok";
}
