import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * So many ports of loopback that nobody listens on just now, for servers that must be told theirs. They lie below the
 * range from which systems hand out ports by themselves, so that no outgoing connection takes one in between.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(15_000, 32_000);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

/** Whether a server could listen on this port of loopback, in both families where the machine has them. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::1"));
}

const noSuchFamily = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(noSuchFamily.includes(error.code ?? "")));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
