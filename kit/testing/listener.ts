import type { TestContext } from "node:test";
import { type ListenOptions, listen, type NodeHandler } from "../listen.ts";

/** Tells which version of HTTP it was asked in. */
export const hello: NodeHandler = (request, response) => {
  response.end(`hello over ${request.httpVersion}`);
};

/** A listener on a free port, closed after the test. */
export async function listening(t: TestContext, options: Partial<ListenOptions> = {}) {
  const listener = await listen({ handler: hello, port: 0, ...options });
  t.after(async () => {
    listener.stopAccepting();
    await listener.closed(0);
  });
  return { ...listener, url: `http://127.0.0.1:${listener.port}` };
}
