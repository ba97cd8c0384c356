import net, { type Server } from "node:net";
import { ConfigError } from "../env.ts";

const loopback = ["127.0.0.1", "::1"];
const portTries = 5;

/** Servers that share one port, one per address. */
export type Bound = { port: number; servers: Server[] };

/**
 * Listens on one address, or on both loopback families as far as the machine has them. Port 0 takes a port that is free
 * on both. Throws a ConfigError with one sentence when that can not be.
 */
export async function bind(
  accept: (socket: net.Socket) => void,
  host: string | undefined,
  port: number,
): Promise<Bound> {
  for (let tries = 1; ; tries++) {
    const first = await open(accept, host ?? "127.0.0.1", port);
    if (host !== undefined) return { port: portOf(first), servers: [first] };
    try {
      const second = await openIfPresent(accept, "::1", portOf(first));
      return { port: portOf(first), servers: second ? [first, second] : [first] };
    } catch (error) {
      first.close();
      if (port !== 0 || tries === portTries) throw error;
    }
  }
}

async function openIfPresent(accept: (socket: net.Socket) => void, host: string, port: number) {
  try {
    return await open(accept, host, port);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return undefined;
  }
}

function open(accept: (socket: net.Socket) => void, host: string, port: number): Promise<Server> {
  const server = net.createServer({ noDelay: true }, accept);
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen({ host, port }, () => resolve(server));
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") return new ConfigError([`port ${port} on ${host} is in use by another process`]);
  if (error.code === "EACCES") return new ConfigError([`port ${port} on ${host} needs a privilege that is missing`]);
  if (host === loopback[1]) return error;
  return new ConfigError([`HOST: ${host} is not an address of this machine (${error.code})`]);
}

const portOf = (server: Server) => (server.address() as net.AddressInfo).port;
