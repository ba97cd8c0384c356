import type { NodeHandler, NodeResponse } from "./listen.ts";
import type { Registry } from "./metrics.ts";
import type { Ready } from "./server/ready.ts";

/** The pages for operators: `/livez` (the process runs), `/readyz` (it can serve), `/metrics` (Prometheus text). */
export function adminHandler({ ready, registry }: { ready: Ready; registry: Registry }): NodeHandler {
  const pages: Record<string, () => Promise<Page>> = {
    "/livez": async () => ({ status: 200, text: "ok\n" }),
    "/readyz": async () => ((await ready()) ? { status: 200, text: "ok\n" } : { status: 503, text: "not ready\n" }),
    "/metrics": async () => ({ status: 200, text: await registry.metrics(), type: registry.contentType }),
  };
  return (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "";
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    void (page ?? notFound)().then(
      (found) => write(response, found),
      () => write(response, failed),
    );
  };
}

type Page = { status: number; text: string; type?: string };

const notFound = async (): Promise<Page> => ({ status: 404, text: "not found\n" });
const failed: Page = { status: 500, text: "failed\n" };

function write(response: NodeResponse, { status, text, type = "text/plain; charset=utf-8" }: Page): void {
  response.setHeader("content-type", type);
  response.setHeader("cache-control", "no-store");
  response.statusCode = status;
  response.end(text);
}
