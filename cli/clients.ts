import type { DescService } from "@bufbuild/protobuf";
import { type CallOptions, type Client, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import type { CallError } from "./explain.ts";

/** A server as people know it. */
export type Server = { name: string; url: string };

// Register and ImportUser answer after 9.5 seconds at the latest; a hash in a queue takes a while, too.
const CALL_MS = 15_000;

/** A client over HTTP/1.1 keep-alive. Its errors know the server that they come from. */
export function clientOf<S extends DescService>(service: S, server: Server): Client<S> {
  const transport = createConnectTransport({
    baseUrl: server.url,
    httpVersion: "1.1",
    acceptCompression: [],
    defaultTimeoutMs: CALL_MS,
  });
  return createClient(service, naming(transport, server));
}

/** Shows who calls: a user with an access token. */
export const asUser = (accessToken: string): CallOptions => ({ headers: { authorization: `Bearer ${accessToken}` } });

/** Shows who calls: an operator with a service credential, `id.secret`. */
export const asService = (credential: string): CallOptions => ({
  headers: { authorization: `Flock-Service ${credential}` },
});

function naming(transport: Transport, server: Server): Transport {
  const name = (error: unknown) => {
    throw Object.assign(ConnectError.from(error) as CallError, { server });
  };
  return {
    unary: (...call) => transport.unary(...call).catch(name),
    stream: (...call) => transport.stream(...call).catch(name),
  };
}
