import { type ConnectError, createContextKey, type HandlerContext } from "@connectrpc/connect";
import { Problem, reasonOf } from "../problem.ts";
import { become, refusalOf } from "./refusal.ts";

/** What the adapter, the gate and the interceptors tell each other about one request. */
export type Call = {
  /** True from the moment our own code runs; an error before that is the request's fault. */
  handled: boolean;
  /** True when the caller hung up before the answer was complete. */
  gone: boolean;
  /** What the call ended with, as it is counted and logged; undefined means well. */
  problem: ConnectError | undefined;
  /** Aborts at the deadline, when the caller hangs up, and at shutdown. */
  signal: AbortSignal | undefined;
};

export const callKey = createContextKey<Call | undefined>(undefined, { description: "call" });

/** A fresh record of a request that has just arrived. */
export const newCall = (): Call => ({ handled: false, gone: false, problem: undefined, signal: undefined });

/**
 * Sees to it that every error of a call is one of ours before connect-es writes it out: in all protocols its handlers
 * call `context.abort(error)` first and serialize the same error object after that.
 * @param toProblem what to make of an error of our own code
 */
export function watchErrors(context: HandlerContext, toProblem: (error: unknown) => ConnectError): void {
  const call = context.values.get(callKey) ?? newCall();
  context.values.set(callKey, call);
  call.signal = context.signal;
  const watched = context as HandlerContext & { abort(reason?: unknown): void };
  const abort = watched.abort.bind(watched);
  watched.abort = (error) => {
    if (error instanceof Error) call.problem ??= settle(error, call, toProblem);
    abort(error ?? over);
  };
}

// Why the signal of a call that went well aborts at its end. Without a reason each one would make an error with its stack.
const over = "the call is over";

function settle(error: Error, call: Call, toProblem: (error: unknown) => ConnectError): ConnectError {
  if (call.gone) return hungUp(error);
  const problem = reasonOf(error) ? (error as ConnectError) : call.handled ? toProblem(error) : refusalOf(error);
  if (problem !== error) become(error, problem);
  return problem;
}

/** The Problem of a caller that hung up. */
export const hungUp = (cause: unknown) => new Problem("CANCELED", { cause });
