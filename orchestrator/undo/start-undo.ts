import type { Client } from "@temporalio/client";
import { defaultPayloadConverter, type PayloadCodec } from "@temporalio/common";
import {
  type RegistrationInput,
  registrationWorkflowId,
  TASK_QUEUE,
  undoWorkflowId,
} from "../registration/contract.ts";
import type { UndoOutcome } from "../workflows/undo.ts";

export type StartUndoDeps = { client: Client; codec: PayloadCodec; taskQueue?: string };

/**
 * Undoes a registration whose own saga can not any more (terminated, or stuck), or finishes it when its user is active
 * already. Safe to repeat and safe beside a running saga. For an id without a history it throws
 * what fetchHistory throws: a ServiceError with code 5.
 */
export async function startUndo({ client, codec, taskQueue = TASK_QUEUE }: StartUndoDeps, registrationId: string) {
  const { events } = await client.workflow.getHandle(registrationWorkflowId(registrationId)).fetchHistory();
  const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  const [payload] = await codec.decode(payloads);
  if (!payload) throw new Error("the history of this registration holds no input");
  const input = defaultPayloadConverter.fromPayload<RegistrationInput>(payload);
  return await client.workflow.start<(input: RegistrationInput) => Promise<UndoOutcome>>("undoRegistration", {
    workflowId: undoWorkflowId(registrationId),
    workflowIdConflictPolicy: "USE_EXISTING",
    taskQueue,
    args: [input],
  });
}
