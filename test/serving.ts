import type { DescService } from "@bufbuild/protobuf";
import { type Client, ConnectError } from "@connectrpc/connect";
import { connectClient } from "../kit/client.ts";
import { newCredential, parseAccepted } from "../kit/credentials.ts";
import { createLog } from "../kit/log.ts";
import { reasonOf } from "../kit/problem.ts";
import type { Routes } from "../kit/rpc.ts";
import { type ServeOptions, serve } from "../kit/serve.ts";
import { serverConfig } from "../kit/server-env.ts";

/** Who calls a service: another one by its credential, or somebody without (users add `bearer` to their calls). */
export type TestCaller = "orchestrator" | "operator" | "nobody";

/** A service behind its real door on a port of loopback. */
export type TestService<S extends DescService> = {
  url: string;
  /** Calls as the orchestrator would. */
  client: Client<S>;
  /** Calls any service behind this door as somebody. */
  clientOf<T extends DescService>(service: T, caller: TestCaller): Client<T>;
  /** All that was logged so far. */
  logged(): string;
  close(): Promise<void>;
};

/** What a door may have besides its routes, and the origins of the pages that may call there. */
export type TestDoor = Pick<ServeOptions, "verifyUser" | "pages"> & { origins?: string[] };

/** Serves routes with everything a process has: listener, gate, validation, error mapping, log. */
export async function serveForTest<S extends DescService>(
  service: S,
  routes: Routes,
  { origins = [], ...door }: TestDoor = {},
): Promise<TestService<S>> {
  const lines: string[] = [];
  const log = createLog("test", "info", { write: (line) => void lines.push(line) });
  const [orchestrator, operator] = [newCredential("orchestrator", "test"), newCredential("operator", "test")];
  const ACCEPTED_CREDENTIALS = parseAccepted(`${orchestrator.accepted},${operator.accepted}`);
  const place = { HOST: "127.0.0.1", PORT: 0, ADMIN_PORT: 0 };
  const config = serverConfig({ ...place, ACCEPTED_CREDENTIALS, ALLOWED_ORIGINS: origins });
  const { url, close } = await serve({ name: "test", config, routes, log, ...door });
  const credentials = { orchestrator: orchestrator.credential, operator: operator.credential, nobody: undefined };
  const clientOf = <T extends DescService>(of: T, caller: TestCaller) =>
    connectClient(of, { baseUrl: url, credential: credentials[caller], timeoutMs: 15_000 });
  return { url, client: clientOf(service, "orchestrator"), clientOf, logged: () => lines.join(""), close };
}

/** The reason a call was refused with; the answer itself when it was not. */
export const reasonOrAnswer = <T>(call: Promise<T>): Promise<T | string> =>
  call.catch((error) => reasonOf(error) ?? `no reason of ours: ${ConnectError.from(error).message}`);
