import type { Sinks } from "@temporalio/workflow";

/** Where a workflow tells how it ended, for log and metrics of the process it ran in. Best effort: never for decisions. */
export interface OutcomeSinks extends Sinks {
  outcomes: { ended(outcome: "COMPLETED" | "FAILED", reason: string, traceId: string): void };
}
