import type { WorkflowExecutionDescription } from "@temporalio/client";
import { type Progress, type RegistrationMemo, STEP_NAMES, type Step, type StepName } from "./contract.ts";

/** The activities whose attempts count for a step. Undo attempts are not the step's. */
const STEP_OF: Record<string, StepName> = {
  createUser: "CreateUser",
  createProfile: "CreateProfile",
  activateUser: "ActivateUser",
};

/** The progress of a registration that was started a moment ago and has not written any. */
export function initialProgress(createdAtMs: number): Progress {
  const steps = STEP_NAMES.map((name): Step => ({ name, state: "PENDING", attempts: 0 }));
  return { state: "RUNNING", failureReason: "", steps, createdAtMs, updatedAtMs: createdAtMs };
}

/** What a registration workflow says of itself: its memo, and for a step on its way the attempts that Temporal counts. */
export function progressOf(description: WorkflowExecutionDescription): Progress {
  const memo = description.memo as RegistrationMemo | undefined;
  const progress = memo?.progress ?? initialProgress(description.startTime.getTime());
  const steps = progress.steps.map((step) => ({ ...step, attempts: step.attempts + pending(description, step.name) }));
  return { ...progress, steps };
}

function pending(description: WorkflowExecutionDescription, step: StepName): number {
  const activities = description.raw.pendingActivities ?? [];
  return activities.find((activity) => STEP_OF[activity.activityType?.name ?? ""] === step)?.attempt ?? 0;
}
