import { createAsyncIterable, type UniversalServerResponse } from "@connectrpc/connect/protocol";
import { codeToHttpStatus } from "@connectrpc/connect/protocol-connect";
import { Problem } from "../problem.ts";
import type { Exchange } from "./exchange.ts";
import { refuse } from "./plain-answer.ts";

/** A document that anybody may GET, made from what is in memory. May throw a Problem. */
export type Page = { content: () => PageContent };

/** What is answered. */
export type PageContent = { headers: Record<string, string>; text: string };

/** The pages of a server by their paths. */
export type Pages = Readonly<Record<string, Page>>;

/** Answers GET and HEAD; anything else is 405, and a page that fails has the status of its Problem. */
export function answerPage(
  page: Page,
  exchange: Pick<Exchange, "request" | "call" | "trace">,
): UniversalServerResponse {
  const { request, call, trace } = exchange;
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(call, 405, { allow: "GET, HEAD" });
  try {
    return toResponse(page.content(), request.method === "HEAD");
  } catch (error) {
    const { code, reason } = error instanceof Problem ? error : new Problem("INTERNAL");
    trace.log.error({ err: error }, "a page failed");
    return refuse(call, codeToHttpStatus(code), {}, reason);
  }
}

function toResponse({ headers, text }: PageContent, headOnly: boolean): UniversalServerResponse {
  const bytes = Buffer.from(text, "utf8");
  const header = new Headers({ ...headers, "content-length": String(bytes.length) });
  return { status: 200, header, body: createAsyncIterable(headOnly ? [] : [bytes]) };
}
