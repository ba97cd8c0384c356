import { Agent } from "node:http";
import { send } from "../http.ts";
import type { Answer, Call } from "../load.ts";

/** Asks for the profile of one of these people after the other: JSON over kept connections, the same to any server. */
export function profileCalls(baseUrl: string, usernames: readonly string[], connections: number): Call {
  const url = new URL("/flock.profile.v1.ProfileService/GetProfile", baseUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  return async () => {
    const username = usernames[next++ % usernames.length];
    return await send(url, { agent, body: JSON.stringify({ username }) }).then(
      ({ status }): Answer => (status === 200 ? { kind: "accepted" } : { kind: "failed", reason: `HTTP ${status}` }),
      ({ message }: Error): Answer => ({ kind: "failed", reason: message }),
    );
  };
}
