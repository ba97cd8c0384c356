import type { DescService } from "@bufbuild/protobuf";
import { type Client, ConnectError } from "@connectrpc/connect";
import { connectClient } from "../kit/client.ts";
import { newCredential, parseAccepted } from "../kit/credentials.ts";
import { createLog } from "../kit/log.ts";
import { reasonOf } from "../kit/problem.ts";
import type { Routes } from "../kit/rpc.ts";
import { serve } from "../kit/serve.ts";
import { serverConfig } from "../kit/server-env.ts";

/** A service behind its real door on a port of loopback, called as the orchestrator would call it. */
export type TestService<S extends DescService> = {
  url: string;
  client: Client<S>;
  /** All that was logged so far. */
  logged(): string;
  close(): Promise<void>;
};

/** Serves routes with everything a process has: listener, gate, validation, error mapping, log. */
export async function serveForTest<S extends DescService>(service: S, routes: Routes): Promise<TestService<S>> {
  const lines: string[] = [];
  const log = createLog("test", "info", { write: (line) => void lines.push(line) });
  const { credential, accepted } = newCredential("orchestrator", "test");
  const ACCEPTED_CREDENTIALS = parseAccepted(accepted);
  const config = serverConfig({ HOST: "127.0.0.1", PORT: 0, ADMIN_PORT: 0, ACCEPTED_CREDENTIALS });
  const { url, close } = await serve({ name: "test", config, routes, log });
  const client = connectClient(service, { baseUrl: url, credential, timeoutMs: 15_000 });
  return { url, client, logged: () => lines.join(""), close };
}

/** The reason a call was refused with; the answer itself when it was not. */
export const reasonOrAnswer = <T>(call: Promise<T>): Promise<T | string> =>
  call.catch((error) => reasonOf(error) ?? `no reason of ours: ${ConnectError.from(error).message}`);
