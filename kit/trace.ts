import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { Logger } from "pino";

/** What belongs to one request: the id that finds it in every service's log, its logger, its deadline, its origin. */
export type Trace = {
  traceId: string;
  log: Logger;
  /** When the caller stops waiting, in milliseconds since the epoch. */
  deadline?: number;
  /** The address that the request came from: the client's, or that of the proxy in between. For limits, not for logs. */
  peer?: string;
};

const storage = new AsyncLocalStorage<Trace>();
const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Runs a function, and all that it starts, as part of a trace. */
export const runTraced = <T>(trace: Trace, run: () => T): T => storage.run(trace, run);

/** The trace of the running request, if there is one. */
export const currentTrace = (): Trace | undefined => storage.getStore();

/** A new random trace id: 32 hex digits (W3C Trace Context). */
export const newTraceId = (): string => randomBytes(16).toString("hex");

/** The trace id of a `traceparent` header; a new one when the header is absent or not valid. */
export function readTraceparent(header: string | null | undefined): string {
  const traceId = traceparent.exec(header ?? "")?.[1];
  return traceId && !/^0+$/.test(traceId) ? traceId : newTraceId();
}

/** The `traceparent` header that hands a trace on, with a span id of its own. */
export const writeTraceparent = (traceId: string): string => `00-${traceId}-${randomBytes(8).toString("hex")}-01`;
