import { WorkflowFailedError, WorkflowNotFoundError } from "@temporalio/client";
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import { Problem } from "../../kit/problem.ts";
import { within } from "./within.ts";

/** Temporal answers in milliseconds or something is wrong; its own client retries silently for 10 s. */
const TEMPORAL_TIMEOUT_MS = 3000;

/** What Temporal answers. Throws SERVICE_UNAVAILABLE when it does not. */
export const ask = <T>(promise: Promise<T>): Promise<T> => {
  const unavailable = (cause?: unknown) => new Problem("SERVICE_UNAVAILABLE", { retryAfterMs: 1000, cause });
  const translated = promise.catch((error: unknown) => Promise.reject(unavailable(error)));
  return within(TEMPORAL_TIMEOUT_MS, translated, () => Promise.reject(unavailable()));
};

/** For a start: false if a workflow of this id was started before. */
export function falseIfStarted(error: unknown): false {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
  throw error;
}

/** For a look at a workflow: undefined if there is none of this id (any more). */
export function undefinedIfAbsent(error: unknown): undefined {
  if (error instanceof WorkflowNotFoundError) return undefined;
  throw error;
}

/**
 * For a wait: the reason that a workflow failed for. Any other error of the wait (Temporal restarts, the deadline) says
 * nothing of the workflow, which goes on.
 */
export function reasonIfFailed(error: unknown): { reason: string } | undefined {
  const failure = error instanceof WorkflowFailedError ? error.cause : undefined;
  return failure instanceof ApplicationFailure && failure.type ? { reason: failure.type } : undefined;
}
