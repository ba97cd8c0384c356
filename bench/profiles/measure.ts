import { fileURLToPath } from "node:url";
import { cpuMsOf } from "../cpu.ts";
import { acceptedMs, closedLoop, tally } from "../load.ts";
import { withServer } from "../own-server.ts";
import { type Summary, summarize } from "../statistics.ts";
import { profileCalls } from "./call.ts";

/** One server under as many requests as it bears. `perCore` is requests per second of CPU that the server used. */
export type ProfileRow = Summary & { server: string; perSecond: number; perCore: number };
export type ProfileOptions = { url: string; pid: number; usernames: readonly string[]; ms: number };

const CLIENTS = 16;
const bareServer = fileURLToPath(new URL("./bare/main.ts", import.meta.url));

/** GetProfile as it is, then a bare node:http server, under the same load of the same clients. */
export async function measureProfiles(options: ProfileOptions): Promise<ProfileRow[]> {
  const ours = await measureServer("GetProfile", options);
  const bare = await withServer({ file: bareServer }, (server) =>
    measureServer("bare node:http", { ...options, ...server }),
  );
  return [ours, bare];
}

async function measureServer(server: string, { url, pid, usernames, ms }: ProfileOptions): Promise<ProfileRow> {
  const loop = { clients: CLIENTS, warmUpMs: ms / 2, ms };
  const call = profileCalls(url, usernames, CLIENTS);
  const { calls, seconds, before, after } = await closedLoop(loop, call, () => cpuMsOf(pid));
  const { accepted, failed, reasons } = tally(calls);
  if (failed > 0) throw new Error(`${server} failed ${failed} times: ${reasons.join(", ")}`);
  const perCore = (accepted * 1000) / (after - before);
  return { server, ...summarize(acceptedMs(calls)), perSecond: accepted / seconds, perCore };
}
