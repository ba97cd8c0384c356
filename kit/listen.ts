import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import { bind } from "./server/bind.ts";
import { createProtocols, headerMsMax, type Tls } from "./server/protocols.ts";

export type NodeRequest = IncomingMessage | Http2ServerRequest;
export type NodeResponse = ServerResponse | Http2ServerResponse;
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => void;

export type ListenOptions = {
  handler: NodeHandler;
  /** The address to listen on; without it both loopback families, as far as the machine has them. */
  host?: string | undefined;
  /** 0 takes any free port. */
  port: number;
  tls?: Tls | undefined;
  /** How long a client may take for its first bytes and for a header. */
  headerMs?: number;
};

export type Listener = {
  port: number;
  /** Shows another certificate to connections that begin from now on. Throws when it and its key do not fit. */
  renew(tls: Tls): void;
  /** Takes no new connections and lets each open one end after what it is busy with. */
  stopAccepting(): void;
  /** Resolves when every connection is closed; cuts off those that are left after `ms` milliseconds. */
  closed(ms: number): Promise<void>;
};

/** Serves HTTP/1.1 and HTTP/2 on one port. Throws a ConfigError when the port is taken or the address is not ours. */
export async function listen({ handler, host, port, tls, headerMs = headerMsMax }: ListenOptions): Promise<Listener> {
  const protocols = createProtocols(handler, tls, headerMs);
  const sockets = createSocketSet();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    protocols.accept(socket);
  };
  const bound = await bind(accept, host, port);
  return {
    port: bound.port,
    renew: protocols.renew,
    stopAccepting: () => {
      for (const server of bound.servers) server.close();
      protocols.drain();
    },
    closed: sockets.closed,
  };
}

function createSocketSet() {
  const sockets = new Set<Socket>();
  return {
    add: (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    },
    closed: async (ms: number) => {
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, ms);
      await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
      clearTimeout(timer);
    },
  };
}
