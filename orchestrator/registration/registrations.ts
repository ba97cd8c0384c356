import type { Client } from "@temporalio/client";
import { ask, falseIfStarted, reasonIfFailed, undefinedIfAbsent } from "../temporal/ask.ts";
import { within } from "../temporal/within.ts";
import type { registerUser } from "../workflows/registration.ts";
import type { undoRegistration } from "../workflows/undo.ts";
import {
  type Progress,
  type RegistrationInput,
  type RegistrationMemo,
  registrationWorkflowId,
  TASK_QUEUE,
  undoWorkflowId,
} from "./contract.ts";
import { progressOf } from "./describe.ts";

/** A registration as Temporal keeps it: what tells its owner from others, and how far it is. */
export type Found = Omit<RegistrationMemo, "progress"> & { progress: Progress };

/** How waiting for a registration ended: whole, refused for a reason, or not yet. */
export type End = { progress: Progress } | { reason: string } | undefined;

export type Registrations = ReturnType<typeof createRegistrations>;
export type RegistrationsOptions = { client: Client; eager: boolean; taskQueue?: string };

/**
 * All registrations, which live in Temporal and nowhere else. Every method throws SERVICE_UNAVAILABLE when Temporal
 * does not answer. With `eager` the first task of a registration goes to the worker of this process without a detour.
 */
export function createRegistrations({ client, eager, taskQueue = TASK_QUEUE }: RegistrationsOptions) {
  const handle = (id: string) => client.workflow.getHandle<typeof registerUser>(registrationWorkflowId(id));

  /** Starts a registration durably; false if its id was used before. */
  async function start(input: RegistrationInput, requestHash: string): Promise<boolean> {
    const { userId, sealedPassword, registrationId } = input;
    const memo: RegistrationMemo = { requestHash, userId, sealedPassword };
    const options = { workflowId: registrationWorkflowId(registrationId), taskQueue, args: [input] as [typeof input] };
    const started = client.workflow.start<typeof registerUser>("registerUser", {
      ...options,
      memo,
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      // How long a saga stands still when its worker dies in the middle of the hidden local steps; the default is 10 s.
      workflowTaskTimeout: "5s",
      requestEagerStart: eager,
    });
    return await ask(started.then(() => true).catch(falseIfStarted));
  }

  /** The registration of an id, or undefined if there is none (any more). */
  async function find(id: string): Promise<Found | undefined> {
    const description = await ask(handle(id).describe().catch(undefinedIfAbsent));
    if (!description) return undefined;
    const memo = description.memo as RegistrationMemo;
    const progress = progressOf(description);
    const cutOff = ["TERMINATED", "CANCELLED", "TIMED_OUT"].includes(description.status.name);
    return { ...memo, progress: cutOff ? await afterUndo(id, progress) : progress };
  }

  /** A saga that was terminated says nothing more; what became of it is told by the undo that was started for it. */
  async function afterUndo(id: string, progress: Progress): Promise<Progress> {
    const undo = client.workflow.getHandle<typeof undoRegistration>(undoWorkflowId(id));
    const description = await ask(undo.describe().catch(undefinedIfAbsent));
    const failureReason = progress.failureReason || "REGISTRATION_UNDONE";
    if (description?.status.name !== "COMPLETED") return { ...progress, state: "RUNNING", failureReason };
    const finished = (await ask(undo.result())) === "FINISHED";
    return finished ? whole(progress) : { ...progress, state: "FAILED", failureReason };
  }

  /** Waits for the end of a registration, at most so many milliseconds. */
  async function wait(id: string, ms: number): Promise<End> {
    const result = client.withDeadline(Date.now() + ms, () => handle(id).result());
    return await within(ms, result.then((progress): End => ({ progress })).catch(reasonIfFailed), () => undefined);
  }

  return { start, find, wait };
}

const whole = (progress: Progress): Progress => ({
  ...progress,
  state: "COMPLETED",
  failureReason: "",
  steps: progress.steps.map((step) => ({ ...step, state: "DONE" })),
});
