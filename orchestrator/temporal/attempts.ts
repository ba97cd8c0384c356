import type { CallOptions } from "@connectrpc/connect";
import { activityInfo, cancellationSignal } from "@temporalio/activity";
import type { ApplicationFailure } from "@temporalio/common";
import type { Logger } from "../../kit/log.ts";
import { runTraced } from "../../kit/trace.ts";

/** Told about every attempt of every activity, for log and metrics. */
export type OnAttempt = (activity: string, outcome: "ok" | "failed") => void;

/**
 * Makes activities of calls: each runs one call within the activity's time and the trace of its saga, translates its
 * failure, and answers how often it was tried.
 */
export const attempts =
  (log: Logger, onAttempt: OnAttempt) =>
  <I, O>(
    activity: string,
    call: (input: I, options: CallOptions) => Promise<O>,
    translate: (error: unknown, attempt: number) => ApplicationFailure,
  ) =>
  async (input: I & { traceId: string }): Promise<{ attempts: number; outcome: O }> => {
    const { attempt, startToCloseTimeoutMs } = activityInfo();
    // Half a second less, so that a slow service is a failed call with a reason and not a lost activity.
    const options = { timeoutMs: startToCloseTimeoutMs - 500, signal: cancellationSignal() };
    const { traceId } = input;
    const outcome = await runTraced({ traceId, log }, () => call(input, options)).catch((error: unknown) => {
      const failure = translate(error, attempt);
      const facts = { trace_id: traceId, activity, attempt, reason: failure.type };
      if (failure.nonRetryable) log.info(facts, "a step of a saga was refused");
      else log.warn(facts, "a call of a saga failed and is tried again");
      onAttempt(activity, "failed");
      throw failure;
    });
    onAttempt(activity, "ok");
    return { attempts: attempt, outcome };
  };
