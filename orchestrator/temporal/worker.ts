import { fileURLToPath } from "node:url";
import type { DataConverter } from "@temporalio/common";
import { type InjectedSinks, type NativeConnection, Worker, type WorkerOptions } from "@temporalio/worker";
import { TASK_QUEUE } from "../registration/contract.ts";
import type { OutcomeSinks } from "../registration/outcome-sink.ts";

/** The entry of the workflow bundle. */
export const workflowsPath = fileURLToPath(new URL("../workflows/all.ts", import.meta.url));

export type WorkerParts = {
  connection: NativeConnection;
  namespace: string;
  dataConverter: DataConverter;
  activities: object;
  onOutcome: (outcome: string, reason: string, traceId: string) => void;
  taskQueue?: string;
};

/** A worker that runs. */
export type RunningWorker = {
  isRunning(): boolean;
  /** Takes no more work, gives what runs 10 seconds to finish, and ends. */
  stop(): Promise<void>;
};

/** Starts a worker for the sagas on the pre-built bundle at `bundlePath`, or on one that it builds now (2 seconds). */
export async function startWorker({ bundlePath, ...parts }: WorkerParts & { bundlePath: string }) {
  return await runWorker(parts, bundlePath ? { workflowBundle: { codePath: bundlePath } } : { workflowsPath });
}

/** The same, on workflow code from anywhere. */
export async function runWorker(
  { onOutcome, taskQueue = TASK_QUEUE, connection, namespace, dataConverter, activities }: WorkerParts,
  code: Pick<WorkerOptions, "workflowBundle" | "workflowsPath">,
): Promise<RunningWorker> {
  const options = { connection, namespace, dataConverter, activities, taskQueue, ...code, ...LIMITS };
  const worker = await Worker.create({ ...options, sinks: outcomeSinks(onOutcome) });
  // When it fails by itself nobody awaits it: the unhandled rejection ends the process, which is to be started again.
  const running = worker.run();
  const stop = async () => {
    if (worker.getState() === "RUNNING") worker.shutdown();
    await running;
  };
  return { isRunning: () => worker.getState() === "RUNNING", stop };
}

const LIMITS = {
  // The default is 0, which would cut off every activity at each deploy.
  shutdownGraceTime: "10s",
  shutdownForceTime: "20s",
  // Bounded, or V8 heaps of cached workflows grow with the load (sdk-typescript #1843).
  maxCachedWorkflows: 200,
  maxConcurrentActivityTaskExecutions: 50,
  maxConcurrentLocalActivityExecutions: 50,
  maxConcurrentWorkflowTaskExecutions: 50,
} as const satisfies Partial<WorkerOptions>;

const outcomeSinks = (onOutcome: WorkerParts["onOutcome"]): InjectedSinks<OutcomeSinks> => ({
  outcomes: { ended: { fn: (_info, ...ended) => onOutcome(...ended), callDuringReplay: false } },
});
