import { type Bindings, type DestinationStream, type LevelWithSilent, type Logger, pino } from "pino";
import { describeError, redact } from "./redact.ts";
import { currentTrace } from "./trace.ts";

export type { Logger } from "pino";

/** How much is logged; `silent` is for tests. */
export type LogLevel = LevelWithSilent;

/**
 * A logger that writes one JSON line per event, with the trace id of the current request, through redact().
 * Messages must be constant sentences; what varies goes into the object.
 */
export function createLog(service: string, level: LogLevel = "info", stream?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => ({ trace_id: currentTrace()?.traceId }),
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { logMethod },
  };
  const log = stream ? pino(options, stream) : pino(options);
  // A child's bindings pass no hook of pino's; children inherit this method.
  const { child } = log;
  log.child = function (this: Logger, bindings, ...rest) {
    return child.call(this, redact(bindings) as Bindings, ...rest);
  } as Logger["child"];
  return log;
}

/** pino copies the message of an error that it is given: hand it a description instead. */
function logMethod(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const [first, ...rest]: unknown[] = args;
  const safe = first instanceof Error ? { err: describeError(first) } : redact(first);
  const message = first instanceof Error && rest.length === 0 ? ["error"] : rest.map((item) => redact(item));
  method.apply(this, [safe, ...message] as Parameters<pino.LogFn>);
}
