import { setTimeout as sleep } from "node:timers/promises";
import { Connection, type ConnectionOptions } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";

const POLL_MS = 100;
const ALREADY_EXISTS = 6;
const NOT_FOUND = 5;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether a Temporal frontend answers before the deadline. An abort ends the wait early. */
export async function answers(address: string, deadlineMs: number, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + deadlineMs;
  while (Date.now() < end && !signal.aborted) {
    if (await connects(address)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

async function connects(address: string): Promise<boolean> {
  try {
    await using connection = await connect({ address, connectTimeout: 1_000 });
    const { status } = await connection.client.healthService.check({ service: WORKFLOW_SERVICE });
    return status === SERVING;
  } catch {
    return false;
  }
}

const WORKFLOW_SERVICE = "temporal.api.workflowservice.v1.WorkflowService";
const SERVING = 1;

async function connect(options: ConnectionOptions) {
  const client = await Connection.connect(options);
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

/** Registers a namespace, unless it exists, and waits until every part of the server knows it. */
export async function ensureNamespace(options: ConnectionOptions, namespace: string, retentionDays = 7): Promise<void> {
  await using connection = await connect(options);
  const workflowExecutionRetentionPeriod = msToTs(retentionDays * DAY_MS);
  await connection.client.workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod })
    .catch(unless(ALREADY_EXISTS));
  await visible(connection.client, namespace, Date.now() + 30_000);
}

// The frontend, matching and history each learn of a new namespace on their own: ask something of all three.
async function visible({ workflowService }: Connection, namespace: string, end: number): Promise<void> {
  try {
    await workflowService.describeTaskQueue({ namespace, taskQueue: { name: "probe" }, taskQueueType: 1 });
    await workflowService.describeWorkflowExecution({ namespace, execution: { workflowId: "probe" } });
  } catch (error) {
    if (isMissingWorkflow(error)) return;
    if (Date.now() > end) throw error;
    await sleep(POLL_MS);
    await visible({ workflowService } as Connection, namespace, end);
  }
}

const isMissingWorkflow = (error: unknown) => codeOf(error) === NOT_FOUND && !/namespace/i.test(String(error));

const unless = (code: number) => (error: unknown) => {
  if (codeOf(error) !== code) throw error;
};

const codeOf = (error: unknown) => (error as { code?: unknown }).code;
