import { cors } from "@connectrpc/connect";
import type { NodeHandler, NodeRequest, NodeResponse } from "./listen.ts";

const own = ["authorization", "x-request-id", "traceparent"];
const preflight = {
  "access-control-allow-methods": cors.allowedMethods.join(", "),
  "access-control-allow-headers": [...cors.allowedHeaders, ...own].join(", "),
  "access-control-max-age": "7200", // seconds; browsers keep an answer for two hours at most
};
const exposed = [...cors.exposedHeaders, "x-request-id", "retry-after"].join(", ");

/** Lets browser pages of these exact origins call the handler, and answers every OPTIONS itself. */
export function withCors(origins: readonly string[], handler: NodeHandler): NodeHandler {
  const allowed = new Set(origins);
  return (request, response) => {
    const granted = grant(request, response, allowed);
    if (request.method !== "OPTIONS") return handler(request, response);
    if (granted) for (const [name, value] of Object.entries(preflight)) response.setHeader(name, value);
    response.statusCode = 204;
    response.end();
  };
}

function grant({ headers }: NodeRequest, response: NodeResponse, allowed: Set<string>): boolean {
  response.setHeader("vary", "Origin");
  if (!headers.origin || !allowed.has(headers.origin)) return false;
  response.setHeader("access-control-allow-origin", headers.origin);
  // Cookies too; so the origin is always named, and never `*`.
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("access-control-expose-headers", exposed);
  return true;
}
