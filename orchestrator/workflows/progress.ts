import { upsertMemo, workflowInfo } from "@temporalio/workflow";
import type { Progress, Step, StepName, StepState } from "../registration/contract.ts";

export type Tracker = ReturnType<typeof trackProgress>;

/** Keeps the progress of one registration and writes it to the memo, where the door reads it without a worker. */
export function trackProgress(names: readonly StepName[]) {
  const createdAtMs = workflowInfo().startTime.getTime();
  const steps: Step[] = names.map((name) => ({ name, state: "PENDING", attempts: 0 }));
  const progress: Progress = { state: "RUNNING", failureReason: "", steps, createdAtMs, updatedAtMs: createdAtMs };
  const set = (name: StepName, state: StepState, attempts = 0) => {
    const step = steps.find((candidate) => candidate.name === name) as Step;
    const updatedAtMs = Date.now();
    Object.assign(step, { state, attempts: step.attempts + attempts, updatedAtMs });
    progress.updatedAtMs = updatedAtMs;
  };
  /** One write per wait, not per change: each costs an event. Returns what was written. */
  const write = (change: Partial<Progress> = {}) => {
    Object.assign(progress, change, { updatedAtMs: Date.now() });
    upsertMemo({ progress });
    return progress;
  };
  return { progress, set, write };
}
