import { Agent } from "node:http";
import { type Reply, type Sent, send } from "../http.ts";
import type { Answer, Call } from "../load.ts";

/** Sends JSON to a path of one server and answers what came; throws for a status that is not 200. */
export type Ask = (path: string, sent?: Omit<Sent, "agent" | "body"> & { json?: object }) => Promise<Reply>;

/** Asks one server over kept connections, as many as are needed. */
export function asker(baseUrl: string): Ask {
  const agent = new Agent({ keepAlive: true });
  return async (path, { json, ...sent } = {}) => {
    const reply = await send(new URL(path, baseUrl), { ...sent, agent, ...(json && { body: JSON.stringify(json) }) });
    if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}${codeIn(reply)}`);
    return reply;
  };
}

/** Makes a call of something that throws when it fails. */
export const callOf =
  (run: () => Promise<unknown>): Call =>
  () =>
    run().then(
      (): Answer => ({ kind: "accepted" }),
      ({ message }: Error): Answer => ({ kind: "failed", reason: message }),
    );

/** Gives these out in turn, for ever. */
export function inTurn<T>(all: readonly T[]): () => T {
  let next = 0;
  return () => all[next++ % all.length] as T;
}

function codeIn({ body }: Reply): string {
  try {
    const { code, details } = JSON.parse(body) as { code?: string; details?: { debug?: { reason?: string } }[] };
    return ` ${details?.[0]?.debug?.reason ?? code}`;
  } catch {
    return "";
  }
}
