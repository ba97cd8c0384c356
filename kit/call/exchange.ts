import { createContextValues } from "@connectrpc/connect";
import {
  createLinkedAbortController,
  type UniversalHandler,
  type UniversalServerRequest,
} from "@connectrpc/connect/protocol";
import { universalRequestFromNodeRequest } from "@connectrpc/connect-node";
import type { NodeRequest, NodeResponse } from "../listen.ts";
import type { Trace } from "../trace.ts";
import { raceSignal } from "./abort.ts";
import { applyDeadline } from "./deadline.ts";
import { type Call, callKey, hungUp } from "./record.ts";
import type { Running } from "./running.ts";

/** One HTTP request and all that the adapter knows of it. */
export type Exchange = {
  request: NodeRequest;
  response: NodeResponse;
  call: Call;
  trace: Trace;
  running: Running;
  deadlineMs: number;
};

/** The request in the form that connect-es reads, or undefined when it names no usable host. */
export function toUniversal(rpc: UniversalHandler, exchange: Exchange): UniversalServerRequest | undefined {
  const { request, response, call, trace, running, deadlineMs } = exchange;
  const contextValues = createContextValues().set(callKey, call);
  const read = readable(() => universalRequestFromNodeRequest(request, response, undefined, contextValues));
  if (!read) return undefined;
  const timeoutMs = applyDeadline(rpc.method, read.header, deadlineMs);
  if (timeoutMs !== undefined) trace.deadline = Date.now() + timeoutMs;
  joinCredentials(request, read.header);
  const controller = createLinkedAbortController(read.signal);
  const stream = rpc.method.methodKind !== "unary";
  response.once("close", running.add({ stream, abort: (reason) => controller.abort(reason) }));
  return { ...read, signal: controller.signal, body: bodyOf(read.body as AsyncIterable<Uint8Array>, call) };
}

/** node:http keeps the first of several authorization headers and drops the rest; the gate must see them all. */
function joinCredentials({ rawHeaders }: NodeRequest, header: Headers): void {
  const all = rawHeaders.filter(
    (_, index) => rawHeaders[index - 1]?.toLowerCase() === "authorization" && index % 2 === 1,
  );
  if (all.length > 1) header.set("authorization", all.join(", "));
}

/** The body, for as long as the call lasts: a sender that is slower than the deadline does not hold the call. */
async function* bodyOf(body: AsyncIterable<Uint8Array>, call: Call): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  const next = () => chunks.next().catch((error) => Promise.reject(hungUp(error)));
  for (;;) {
    const chunk = await (call.signal ? raceSignal(next(), call.signal) : next());
    if (chunk.done) return;
    yield chunk.value;
  }
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
