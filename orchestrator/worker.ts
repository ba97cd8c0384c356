import { fileURLToPath } from "node:url";
import type { DataConverter } from "@temporalio/common";
import { type InjectedSinks, type NativeConnection, Worker, type WorkflowBundleOption } from "@temporalio/worker";
import type { createActivities } from "./activities.ts";
import { TASK_QUEUE } from "./contract.ts";
import type { OutcomeSinks } from "./outcome-sink.ts";

/** The entry of the workflow bundle. */
export const workflowsPath = fileURLToPath(new URL("./workflows/registration.ts", import.meta.url));

export type WorkerParts = {
  connection: NativeConnection;
  namespace: string;
  dataConverter: DataConverter;
  activities: ReturnType<typeof createActivities>;
  onOutcome: (outcome: string, reason: string) => void;
  taskQueue?: string;
  workflowBundle?: WorkflowBundleOption;
};

/** A worker for the sagas. Runs the pre-built bundle when given one, else builds it now (2 seconds). */
export function createWorker({ onOutcome, taskQueue = TASK_QUEUE, workflowBundle, ...parts }: WorkerParts) {
  return Worker.create({
    ...parts,
    ...(workflowBundle ? { workflowBundle } : { workflowsPath }),
    taskQueue,
    sinks: outcomeSinks(onOutcome),
    // The default is 0, which would cut off every activity at each deploy.
    shutdownGraceTime: "10s",
    shutdownForceTime: "20s",
    // Bounded, or V8 heaps of cached workflows grow with the load (sdk-typescript #1843).
    maxCachedWorkflows: 200,
    maxConcurrentActivityTaskExecutions: 50,
    maxConcurrentLocalActivityExecutions: 50,
    maxConcurrentWorkflowTaskExecutions: 50,
  });
}

const outcomeSinks = (onOutcome: WorkerParts["onOutcome"]): InjectedSinks<OutcomeSinks> => ({
  outcomes: { ended: { fn: (_info, outcome, reason) => onOutcome(outcome, reason), callDuringReplay: false } },
});
