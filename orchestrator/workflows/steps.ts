import { ActivityFailure, ApplicationFailure, proxyActivities, proxyLocalActivities } from "@temporalio/workflow";
import type { createActivities } from "../registration/activities.ts";
import type { RegistrationInput, StepName } from "../registration/contract.ts";
import type { Tracker } from "./progress.ts";

type Activities = ReturnType<typeof createActivities>;
type Attempts = { attempts: number };

const local = proxyLocalActivities<Activities>({ startToCloseTimeout: "2s", retry: { maximumAttempts: 1 } });

/** About 5 minutes: 0.1 s doubling to 10 s. Counted in attempts, so that it stands still while no worker runs. */
const BUDGET_ATTEMPTS = 36;
const budgeted = proxyActivities<Activities>({
  startToCloseTimeout: "5s",
  retry: { initialInterval: "100ms", maximumInterval: "10s", maximumAttempts: BUDGET_ATTEMPTS },
});

/** The point of no return: ends only with success or with auth-service's own refusal. */
const pivot = proxyActivities<Activities>({
  startToCloseTimeout: "5s",
  retry: { initialInterval: "50ms", maximumInterval: "10s" },
});

/** Creates both rows and activates the user; throws at the first step that is refused for good or has spent its budget. */
export async function goForward(input: RegistrationInput, tracker: Tracker) {
  await create("CreateUser", "createUser", input, tracker);
  await create("CreateProfile", "createProfile", input, tracker);
  tracker.set("ActivateUser", "RUNNING");
  tracker.write();
  await settle("ActivateUser", tracker, () => pivot.activateUser(input));
}

/** One local attempt, which costs no round trip; whatever it leaves open goes on as a regular activity, which history shows. */
async function create(name: StepName, activity: "createUser" | "createProfile", input: RegistrationInput, t: Tracker) {
  t.set(name, "RUNNING");
  await settle(name, t, async () => {
    try {
      return await local[activity](input);
    } catch (error) {
      if (finalReason(error)) throw error;
      t.set(name, "RUNNING", 1);
      t.write();
      return await budgeted[activity](input);
    }
  });
}

async function settle(name: StepName, tracker: Tracker, run: () => Promise<Attempts>) {
  try {
    const { attempts } = await run();
    tracker.set(name, "DONE", attempts);
  } catch (error) {
    tracker.set(name, "FAILED", attemptsOf(error));
    throw error;
  }
}

/** The reason of a failure that no further attempt can mend, as the activity judged it; undefined for any other. */
export function finalReason(error: unknown): string | undefined {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && cause.nonRetryable ? (cause.type ?? undefined) : undefined;
}

/** A failure carries its attempt as the first detail; a time-out carries none and was the last one of the budget. */
function attemptsOf(error: unknown): number {
  const cause = causeOf(error);
  const attempts = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  return typeof attempts === "number" ? attempts : BUDGET_ATTEMPTS;
}

/** A regular activity fails with an ActivityFailure around its cause, a local one with the bare cause. */
const causeOf = (error: unknown) => (error instanceof ActivityFailure ? error.cause : error);
