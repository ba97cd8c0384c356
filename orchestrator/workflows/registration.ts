import { ApplicationFailure, CancellationScope, proxySinks, TemporalFailure } from "@temporalio/workflow";
import type { Progress, RegistrationInput } from "../registration/contract.ts";
import type { OutcomeSinks } from "../registration/outcome-sink.ts";
import { type Tracker, trackProgress } from "./progress.ts";
import { finalReason, goForward } from "./steps.ts";
import { undoRegistration } from "./undo.ts";

const { outcomes } = proxySinks<OutcomeSinks>();

/**
 * The registration saga: a whole account, or none. Returns the progress of a completed registration; fails with the
 * reason as its type once nothing is left. Cannot be cancelled: half of it is never an answer.
 */
export async function registerUser(input: RegistrationInput): Promise<Progress> {
  return await CancellationScope.nonCancellable(() => saga(input));
}

async function saga(input: RegistrationInput): Promise<Progress> {
  const tracker = trackProgress(["CreateUser", "CreateProfile", "ActivateUser"]);
  try {
    await goForward(input, tracker);
  } catch (error) {
    // Anything else is a bug in this code: the task fails and waits for a mended worker, and no account is touched.
    if (!(error instanceof TemporalFailure)) throw error;
    const failureReason = finalReason(error) ?? "SERVICE_UNAVAILABLE";
    tracker.write({ failureReason });
    if ((await undoRegistration(input)) === "UNDONE") return fail(tracker, failureReason, input);
    for (const { name } of tracker.progress.steps) tracker.set(name, "DONE");
  }
  outcomes.ended("COMPLETED", "", input.traceId);
  return tracker.write({ state: "COMPLETED", failureReason: "" });
}

function fail(tracker: Tracker, failureReason: string, { traceId }: RegistrationInput): never {
  for (const { name, state } of tracker.progress.steps) if (state === "DONE") tracker.set(name, "UNDONE");
  outcomes.ended("FAILED", failureReason, traceId);
  tracker.write({ state: "FAILED" });
  const message = "the registration failed and was undone";
  throw ApplicationFailure.create({ message, type: failureReason, nonRetryable: true, category: "BENIGN" });
}
