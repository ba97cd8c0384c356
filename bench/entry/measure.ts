import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Client, WithStartWorkflowOperation } from "@temporalio/client";
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { cpuMsOfThisProcess, type Summary, summarize } from "../statistics.ts";
import { activities } from "./activities.ts";
import { ended, threeEager, threeLocal, threeRegular, twoLocalThenEager } from "./workflows.ts";

const workflows = { threeRegular, threeEager, threeLocal, twoLocalThenEager };
type Name = keyof typeof workflows;
type Start = "start" | "eager start" | "update-with-start";

/** How one way of starting and running a saga of three steps did. */
export type EntryRow = Summary & { steps: Name; start: Start; cpuMs: number };

const NAMES = Object.keys(workflows) as Name[];
const STARTS: Start[] = ["start", "eager start", "update-with-start"];
const taskQueue = "bench-entry";

/** Runs every combination in turn, round after round, so that noise of the machine falls on all of them alike. */
export async function measureEntry(address: string, namespace: string, rounds: number): Promise<EntryRow[]> {
  const logger = new DefaultLogger("WARN");
  Runtime.install({ logger, shutdownSignals: [] });
  const connection = await NativeConnection.connect({ address });
  const workflowsPath = fileURLToPath(new URL("./workflows.ts", import.meta.url));
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
  const worker = await Worker.create({ connection, namespace, taskQueue, activities, workflowBundle });
  const client = new Client({ connection, namespace });
  const running = worker.run();
  const variants = NAMES.flatMap((steps) => STARTS.map((start) => ({ steps, start, ms: [] as number[], cpuMs: 0 })));
  for (let round = -3; round < rounds; round++) {
    for (const variant of variants) {
      const [cpuBefore, before] = [cpuMsOfThisProcess(), performance.now()];
      await RUN[variant.start](client, variant.steps);
      if (round < 0) continue;
      variant.ms.push(performance.now() - before);
      variant.cpuMs += (cpuMsOfThisProcess() - cpuBefore) / rounds;
    }
  }
  worker.shutdown();
  await running;
  await connection.close();
  return variants.map(({ ms, ...variant }) => ({ ...variant, ...summarize(ms) }));
}

const RUN: Record<Start, (client: Client, name: Name) => Promise<unknown>> = {
  start: async (client, name) => await (await client.workflow.start(workflows[name], options())).result(),
  "eager start": async (client, name) =>
    await (await client.workflow.start(workflows[name], { ...options(), requestEagerStart: true })).result(),
  "update-with-start": async (client, name) => {
    const operation = { ...options(), workflowIdConflictPolicy: "USE_EXISTING" as const };
    const startWorkflowOperation = new WithStartWorkflowOperation(workflows[name], operation);
    return await client.workflow.executeUpdateWithStart(ended, { startWorkflowOperation, args: [] });
  },
};

const options = () => ({ taskQueue, workflowId: randomUUID(), args: [] as [] });
