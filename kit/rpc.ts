import type { DescService } from "@bufbuild/protobuf";
import { type ConnectRouter, createConnectRouter } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import { universalResponseToNodeResponse } from "@connectrpc/connect-node";
import { type Exchange, toUniversal } from "./call/exchange.ts";
import { type CountCall, observe, targetOf } from "./call/observe.ts";
import { answerPage, type Page, type Pages } from "./call/page.ts";
import { isBare, refuse, refusePath } from "./call/plain-answer.ts";
import { newCall } from "./call/record.ts";
import { createRunning, type Running } from "./call/running.ts";
import type { Gate } from "./gate.ts";
import { routerOptions } from "./interceptors.ts";
import type { NodeHandler, NodeRequest } from "./listen.ts";
import type { Logger } from "./log.ts";
import { readTraceparent, runTraced, type Trace } from "./trace.ts";

/** Registers the services of a process with its router. */
export type Routes = (router: ConnectRouter) => void;

export type RpcOptions = {
  routes: Routes;
  gate: Gate;
  log: Logger;
  /** What is served beside the calls, by its path. */
  pages?: Pages;
  /** Called once for every request, with how it ended. */
  count?: CountCall;
  /** The deadline of a unary call whose client sends none, in milliseconds. */
  deadlineMs?: number;
};

/** A handler for node's http and http2 servers, what it serves, and the calls it is busy with. */
export type Rpc = { handler: NodeHandler; services: DescService[]; running: Running };

/** Serves Connect, gRPC and gRPC-Web. Every refusal, also of an unknown path, is a Problem of the error table. */
export function createRpc({ routes, gate, log, pages = {}, count, deadlineMs = 10_000 }: RpcOptions): Rpc {
  const router = createConnectRouter(routerOptions({ gate, log }));
  routes(router);
  const handlers = new Map(router.handlers.map((rpc) => [rpc.requestPath, rpc]));
  const running = createRunning();
  const handler: NodeHandler = (request, response) => {
    const trace = newTrace(request, log);
    const path = request.url?.split("?", 1)[0] ?? "";
    const rpc = handlers.get(path);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    const exchange = { request, response, trace, running, deadlineMs, call: newCall() };
    response.setHeader("x-request-id", trace.traceId);
    // What a refused caller still sends is dropped; unread, it would hold an HTTP/2 stream open.
    response.once("finish", () => request.resume());
    runTraced(trace, () => {
      observe({ ...exchange, target: targetOf(rpc?.method, page && path), count });
      void answer(rpc ?? page, exchange);
    });
  };
  return { handler, services: [...new Set(router.handlers.map(({ service }) => service))], running };
}

function newTrace({ headers, socket }: NodeRequest, log: Logger): Trace {
  const peer = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, "") ?? "";
  return { traceId: readTraceparent(String(headers.traceparent)), log, peer };
}

type Served = UniversalHandler | Page | undefined;

async function answer(served: Served, exchange: Exchange): Promise<void> {
  const { response, call, trace } = exchange;
  try {
    await universalResponseToNodeResponse(await reply(served, exchange), response);
  } catch (error) {
    if (!call.gone) trace.log.error({ err: error }, "the answer could not be written");
    response.destroy();
  }
}

async function reply(rpc: Served, exchange: Exchange): Promise<UniversalServerResponse> {
  if (!rpc) return refusePath(exchange.call, exchange.request.headers["content-type"]);
  if (!("method" in rpc)) return answerPage(rpc, exchange);
  const request = toUniversal(rpc, exchange);
  if (!request) return refuse(exchange.call, 400);
  const answered = await rpc(request);
  return isBare(answered) ? refuse(exchange.call, answered.status, { allow: rpc.allowedMethods.join(", ") }) : answered;
}
