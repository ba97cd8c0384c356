import { type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

/** What a server answered. */
export type Reply = { status: number; headers: IncomingHttpHeaders; body: string };

/** One request over kept connections, JSON if it has a body. The load of every server that is compared is made by this. */
export type Sent = { agent: Agent; method?: "GET" | "POST"; headers?: OutgoingHttpHeaders; body?: string };

/** Sends a request and reads the answer to its end. Fails when there is none. */
export function send(url: URL, { agent, method = "POST", headers, body }: Sent): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const ofBody =
    body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const sent = request(url, { agent, method, headers: { ...ofBody, ...headers } }, (response) => {
    const { statusCode: status = 0, headers: answered } = response;
    let text = "";
    response
      .setEncoding("utf8")
      .on("data", (part: string) => {
        text += part;
      })
      .once("end", () => resolve({ status, headers: answered, body: text }))
      .once("error", reject);
  });
  sent.once("error", reject).end(body);
  return promise;
}
