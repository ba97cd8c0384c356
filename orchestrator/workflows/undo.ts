import { CancellationScope, proxyActivities } from "@temporalio/workflow";
import type { createActivities } from "../registration/activities.ts";
import type { RegistrationInput } from "../registration/contract.ts";

/** Nothing is final for an undo, and it never gives up: a limit here would be an orphan. */
const forEver = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: "5s",
  retry: { initialInterval: "200ms", maximumInterval: "30s" },
});

/** How an undo ends: nothing is left, or the user was active already and the registration is whole instead. */
export type UndoOutcome = "UNDONE" | "FINISHED";

/**
 * Removes whatever a registration made, in both services, whatever its history shows: a lost workflow task may have run
 * steps that it does not show. The user goes first, because only auth-service knows whether the point of no return was
 * passed; if it was, the registration is finished forward.
 */
export async function undoRegistration(input: RegistrationInput): Promise<UndoOutcome> {
  return await CancellationScope.nonCancellable(async () => {
    const { outcome } = await forEver.deleteUser(input);
    if (outcome === "ACTIVE") {
      await forEver.finishProfile(input);
      await forEver.finishUser(input);
      return "FINISHED";
    }
    await forEver.deleteProfile(input);
    return "UNDONE";
  });
}
