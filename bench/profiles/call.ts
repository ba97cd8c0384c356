import { Agent, request } from "node:http";
import type { Answer, Call } from "../load.ts";

/** Asks for the profile of one of these people after the other: JSON over kept connections, the same to any server. */
export function profileCalls(baseUrl: string, usernames: readonly string[], connections: number): Call {
  const url = new URL("/flock.profile.v1.ProfileService/GetProfile", baseUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  return async () => {
    const username = usernames[next++ % usernames.length];
    return await post(url, agent, JSON.stringify({ username })).catch(
      ({ message }: Error): Answer => ({ kind: "failed", reason: message }),
    );
  };
}

function post(url: URL, agent: Agent, body: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const sent = request(url, { agent, method: "POST", headers }, (response) => {
    const { statusCode: status } = response;
    const answer: Answer = status === 200 ? { kind: "accepted" } : { kind: "failed", reason: `HTTP ${status}` };
    response
      .resume()
      .once("end", () => resolve(answer))
      .once("error", reject);
  });
  sent.once("error", reject).end(body);
  return promise;
}
