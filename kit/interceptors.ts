import { Code, ConnectError, type ConnectRouterOptions, type Interceptor } from "@connectrpc/connect";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import { problemOfSignal, raceSignal, untilAborted } from "./call/abort.ts";
import { callKey, watchErrors } from "./call/record.ts";
import { oneMessage } from "./call/request-stream.ts";
import type { Gate } from "./gate.ts";
import type { Logger } from "./log.ts";
import { Problem, type Reason, reasonOf } from "./problem.ts";
import { validateRequests } from "./validate.ts";

const requestBytesMax = 64 * 1024;

/** The router options of every Flock service; give them to createRouterTransport to test routes in memory. */
export function routerOptions({ gate, log }: { gate: Gate; log: Logger }): ConnectRouterOptions {
  return {
    requestGate: (context) => {
      watchErrors(context, (error) => toProblem(error, log));
      return gate(context);
    },
    interceptors: [answerProblems(log), validateRequests],
    readMaxBytes: requestBytesMax,
    jsonOptions: { alwaysEmitImplicit: true },
    acceptCompression: [compressionGzip, compressionBrotli],
    // Answers are small, and compressing what mixes secrets with a caller's text tells about the secrets (BREACH).
    compressMinBytes: 0xffff_ffff,
  };
}

/** Answers every error as a Problem, and DEADLINE_EXCEEDED on time even when the handler does not look at its signal. */
const answerProblems =
  (log: Logger): Interceptor =>
  (next) =>
  async (request) => {
    const call = request.contextValues.get(callKey);
    if (call) call.handled = true;
    const { signal } = request;
    const fail = (error: unknown) => {
      throw toProblem(error, log, unimplementedMessage(request.method));
    };
    const guarded = request.stream ? { ...request, message: oneMessage(request.method, request.message) } : request;
    if (signal.aborted) throw problemOfSignal(signal);
    const response = await raceSignal(next(guarded), signal).catch(fail);
    return response.stream ? { ...response, message: failing(untilAborted(response.message, signal), fail) } : response;
  };

/** The Problem that an error of our own code is answered with. Logs what is not the caller's business. */
function toProblem(error: unknown, log: Logger, unimplemented?: string): ConnectError {
  if (reasonOf(error)) return logCause(error as ConnectError, log);
  if (!(error instanceof ConnectError)) return report(new Problem("INTERNAL", { cause: error }), log);
  if (error.rawMessage === unimplemented) return new Problem("METHOD_NOT_FOUND");
  return report(new Problem(downstream.get(error.code) ?? "INTERNAL", { cause: error }), log);
}

/** What a failed call to another service means, when that service did not give a reason of ours. */
const downstream = new Map<Code, Reason>([
  [Code.Unavailable, "SERVICE_UNAVAILABLE"],
  [Code.DeadlineExceeded, "SERVICE_UNAVAILABLE"],
  [Code.Aborted, "SERVICE_UNAVAILABLE"],
]);

function report(problem: Problem, log: Logger): Problem {
  log[problem.reason === "INTERNAL" ? "error" : "warn"]({ err: problem }, "request failed");
  return problem;
}

function logCause(problem: ConnectError, log: Logger): ConnectError {
  const caller = problem.code === Code.Canceled || problem.code === Code.DeadlineExceeded;
  if (reasonOf(problem) === "KEY_UNAVAILABLE") log.error("a key that stored data needs is not configured here");
  if (problem.cause !== undefined && !caller) log.warn({ err: problem }, "request refused");
  return problem;
}

/** What connect-es says of a method without an implementation. */
const unimplementedMessage = ({ parent, name }: { parent: { typeName: string }; name: string }) =>
  `${parent.typeName}.${name} is not implemented`;

async function* failing<T>(source: AsyncIterable<T>, fail: (error: unknown) => never): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    fail(error);
  }
}
