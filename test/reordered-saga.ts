import { proxyActivities } from "@temporalio/workflow";
import type { createActivities } from "../orchestrator/registration/activities.ts";
import type { RegistrationInput } from "../orchestrator/registration/contract.ts";

const steps = proxyActivities<ReturnType<typeof createActivities>>({ startToCloseTimeout: "5s" });

/** A saga under the same name that does other things: what replay must find out. */
export async function registerUser(input: RegistrationInput): Promise<void> {
  await steps.createProfile(input);
  await steps.createUser(input);
}
