import http from "node:http";
import http2 from "node:http2";
import type { Socket } from "node:net";
import type { NodeHandler, NodeResponse } from "../listen.ts";

/** A certificate chain and its private key, in PEM. */
export type Tls = { cert: string; key: string };

/** Hands sockets to the HTTP server that they speak to. */
export type Protocols = {
  accept(socket: Socket): void;
  /** Shows another certificate to connections that begin from now on. Throws when it and its key do not fit. */
  renew(tls: Tls): void;
  /** Closes idle connections, and every other one after its running requests. */
  drain(): void;
};

/** Milliseconds that a client may take for its first bytes, its TLS handshake, and the header of a request. */
export const headerMsMax = 10_000;

const limits = (headerMs: number) => ({
  headersTimeout: headerMs,
  connectionsCheckingInterval: headerMs / 2,
  requestTimeout: 3 * headerMs,
  keepAliveTimeout: 65_000, // longer than the 60 s of common proxies, so that they are the ones to hang up
});
const h2Limits = { settings: { maxConcurrentStreams: 128 } };
const h2IdleMs = 5 * 60 * 1000;

/** HTTP/1.1 and HTTP/2: told apart by the first bytes, or with TLS by what the client negotiates (ALPN). */
export function createProtocols(handler: NodeHandler, tls: Tls | undefined, headerMs: number): Protocols {
  const responses = createResponseSet();
  const served: NodeHandler = (request, response) => {
    if (request.httpVersionMajor === 1) responses.add(response);
    handler(request, response);
  };
  const { servers, accept, renew } = tls ? secure(served, tls, headerMs) : sniffing(served, headerMs);
  // A server that is only handed connections never emits this; without it its header and request timeouts do not run.
  for (const server of servers) server.emit("listening");
  return {
    accept,
    renew,
    drain: () => {
      responses.drain();
      for (const server of servers) server.close();
    },
  };
}

function secure(handler: NodeHandler, tls: Tls, headerMs: number) {
  const options = { ...tls, ...h2Limits, allowHTTP1: true, handshakeTimeout: headerMs };
  const server = Object.assign(http2.createSecureServer(options, handler), limits(headerMs));
  closeIdleSessions(server);
  const renew = (renewed: Tls) => server.setSecureContext(renewed);
  return { servers: [server], accept: (socket: Socket) => void server.emit("connection", socket), renew };
}

function sniffing(handler: NodeHandler, headerMs: number) {
  const h1 = http.createServer({ ...limits(headerMs), noDelay: true }, handler);
  const h2 = http2.createServer(h2Limits, handler);
  closeIdleSessions(h2);
  const accept = (socket: Socket) =>
    sniff(socket, headerMs, (preface) => (preface === "PRI" ? h2 : h1).emit("connection", socket));
  return { servers: [h1, h2], accept, renew: () => undefined };
}

/** Reads the first three bytes, puts them back and tells them. A socket that stays silent is closed. */
function sniff(socket: Socket, silenceMs: number, found: (preface: string) => void): void {
  const timer = setTimeout(() => socket.destroy(), silenceMs);
  socket.once("close", () => clearTimeout(timer));
  socket.on("readable", function peek() {
    const bytes: Buffer | null = socket.read(3);
    if (!bytes) return;
    clearTimeout(timer);
    socket.off("readable", peek);
    socket.unshift(bytes);
    found(bytes.toString("latin1"));
  });
}

function closeIdleSessions(server: http2.Http2Server | http2.Http2SecureServer): void {
  server.on("session", (session) => session.setTimeout(h2IdleMs, () => session.close()));
}

/** The HTTP/1.1 answers that are being made; when draining, each is the last one of its connection. */
function createResponseSet() {
  const open = new Set<NodeResponse>();
  let draining = false;
  const isLast = (response: NodeResponse) => {
    if (!response.headersSent) response.setHeader("connection", "close");
  };
  return {
    add: (response: NodeResponse) => {
      open.add(response);
      if (draining) isLast(response);
      response.once("close", () => open.delete(response));
    },
    drain: () => {
      draining = true;
      open.forEach(isLast);
    },
  };
}
