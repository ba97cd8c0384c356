import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import {
  type RegistrationInput,
  registrationWorkflowId,
  undoWorkflowId,
} from "../orchestrator/registration/contract.ts";
import { createCodec } from "../orchestrator/temporal/codec.ts";
import { startUndo } from "../orchestrator/undo/start-undo.ts";
import { lostAnswer, outage, refusal } from "../test/faults.ts";
import { type SagaWorld, sagaWorld, testKeys } from "../test/saga-world.ts";

/** The ways a saga can go: each is recorded once per release, so that every later version is replayed against it. */
const scenarios: Record<string, (world: SagaWorld, input: RegistrationInput) => Promise<string>> = {
  completed: async (world, input) => await ran(world, input),
  "address-taken": async (world, input) => {
    world.faults.plan("CreateUser", refusal("EMAIL_TAKEN"));
    return await ran(world, input);
  },
  "username-taken": async (world, input) => {
    world.faults.plan("CreateProfile", refusal("USERNAME_TAKEN"));
    return await ran(world, input);
  },
  "steps-tried-again": async (world, input) => {
    for (const step of ["CreateUser", "CreateProfile", "ActivateUser"]) world.faults.plan(step, outage, outage);
    return await ran(world, input);
  },
  "undo-tried-again": async (world, input) => {
    world.faults.plan("CreateProfile", outage, refusal("USERNAME_TAKEN"));
    for (const undo of ["DeleteUser", "DeleteProfile"]) world.faults.plan(undo, outage, lostAnswer);
    return await ran(world, input);
  },
  "turned-round": async (world, input) => {
    world.faults.plan("ActivateUser", lostAnswer, refusal("USER_NOT_FOUND"));
    return await ran(world, input);
  },
  "undone-by-command": async (world, input) => {
    await ran(world, input);
    const deps = { client: world.client(), codec: createCodec(testKeys()), taskQueue: world.taskQueue };
    await (await startUndo(deps, input.registrationId)).result();
    return undoWorkflowId(input.registrationId);
  },
};

/** Runs every scenario on real services and writes its history, encrypted with a public test key, as JSON into `dir`. */
export async function recordHistories(dir: string): Promise<void> {
  const world = await sagaWorld();
  const worker = await world.startWorker();
  try {
    for (const [name, run] of Object.entries(scenarios)) {
      const workflowId = await run(world, await world.newInput());
      const history = await world.client().workflow.getHandle(workflowId).fetchHistory();
      await writeFile(join(dir, `${name}.json`), `${anonymous(historyToJSON(history))}\n`);
    }
  } finally {
    await worker.stop();
    await world.close();
  }
}

/** Identities name a process and its machine, which are nobody's business and say nothing to a replay. */
function anonymous(json: string): string {
  const replace = (key: string, value: unknown) => (key === "identity" ? "recorder" : value);
  return JSON.stringify(JSON.parse(json), replace, 2);
}

async function ran(world: SagaWorld, input: RegistrationInput): Promise<string> {
  await world.run(input);
  return registrationWorkflowId(input.registrationId);
}
