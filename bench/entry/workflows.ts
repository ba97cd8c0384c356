import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from "@temporalio/workflow";
import type { Activities } from "./activities.ts";

/** Answers when the workflow is done: what update-with-start waits for. */
export const ended = defineUpdate<string, []>("ended");

const options = { startToCloseTimeout: "5s" } as const;
const regular = proxyActivities<Activities>(options);
const notEager = proxyActivities<Activities>({ ...options, allowEagerDispatch: false });
const local = proxyLocalActivities<Activities>(options);

export const threeRegular = () => steps(notEager, notEager);
export const threeEager = () => steps(regular, regular);
export const threeLocal = () => steps(local, local);
/** The shape of the registration saga. */
export const twoLocalThenEager = () => steps(local, regular);

async function steps(first: Activities, pivot: Activities): Promise<string> {
  let done = false;
  setHandler(ended, async () => {
    await condition(() => done);
    return "done";
  });
  await first.one();
  await first.two();
  await pivot.three();
  done = true;
  await condition(allHandlersFinished);
  return "done";
}
