import http from "node:http";
import https from "node:https";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { currentTrace, newTraceId, writeTraceparent } from "./trace.ts";

export type ConnectClientOptions = {
  baseUrl: string;
  /** This service's own credential, `id.secret`. */
  credential?: string | undefined;
  /** The deadline of a call that is given none; never later than that of the request it is made for. */
  timeoutMs: number;
};

/**
 * A client of another service: Connect over HTTP/1.1 keep-alive, with this service's credential, the trace id and the
 * deadline of the request that it works for. It never retries. What can not be reached is a ConnectError Unavailable.
 */
export function connectClient<S extends DescService>(service: S, options: ConnectClientOptions): Client<S> {
  const { baseUrl, credential, timeoutMs } = options;
  const agentOptions = { keepAlive: true, maxSockets: 256, noDelay: true };
  const agent = baseUrl.startsWith("https:") ? new https.Agent(agentOptions) : new http.Agent(agentOptions);
  const transport = createConnectTransport({
    baseUrl,
    httpVersion: "1.1",
    nodeOptions: { agent },
    acceptCompression: [],
    interceptors: [identify(credential)],
  });
  return createClient(service, withDeadline(transport, timeoutMs));
}

const identify =
  (credential: string | undefined): Interceptor =>
  (next) =>
  (request) => {
    if (credential) request.header.set("authorization", `Flock-Service ${credential}`);
    request.header.set("traceparent", writeTraceparent(currentTrace()?.traceId ?? newTraceId()));
    return next(request);
  };

/** Interceptors can not set a call's deadline; a transport can. */
function withDeadline(transport: Transport, timeoutMs: number): Transport {
  // At least 1: connect-es takes 0 and less for no deadline at all.
  const within = (ms = timeoutMs) => Math.max(1, Math.min(ms, (currentTrace()?.deadline ?? Infinity) - Date.now()));
  return {
    unary: (method, signal, ms, ...rest) => transport.unary(method, signal, within(ms), ...rest),
    stream: (method, signal, ms, ...rest) => transport.stream(method, signal, within(ms), ...rest),
  };
}
