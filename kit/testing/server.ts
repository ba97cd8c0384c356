import type { TestContext } from "node:test";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { type ServeOptions, serve } from "../serve.ts";
import { type ServerConfig, serverConfig } from "../server-env.ts";

type Options = Partial<Omit<ServeOptions, "config">> & { config?: Partial<ServerConfig> };

/** A log that keeps its lines. */
export function memoryLog() {
  const lines: string[] = [];
  return { log: createLog("test", "debug", { write: (line) => void lines.push(line) }), lines };
}

/** A server of these routes on a free port, closed after the test, with what it logged and counted. */
export async function testServer(t: TestContext, { config, ...options }: Options) {
  const { log, lines } = memoryLog();
  const metrics = createMetrics();
  const routes = () => undefined;
  const server = await serve({
    name: "test",
    log,
    metrics,
    routes,
    ...options,
    config: serverConfig({ PORT: 0, ...config }),
  });
  t.after(() => server.close());
  return { ...server, log, lines, metrics, port: Number(new URL(server.url).port) };
}
