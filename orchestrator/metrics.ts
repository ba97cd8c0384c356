import { Counter } from "prom-client";
import { createMetrics } from "../kit/metrics.ts";
import type { OnAttempt } from "./temporal/attempts.ts";

/** The metrics of the orchestrator: how sagas end, and how often each step and each undo was tried. */
export function orchestratorMetrics() {
  const metrics = createMetrics();
  const sagas = new Counter({
    name: "flock_saga_outcomes_total",
    help: "Registrations by how they ended and, when they failed, why.",
    labelNames: ["outcome", "reason"],
    registers: [metrics.registry],
  });
  const attempts = new Counter({
    name: "flock_saga_attempts_total",
    help: "Attempts of the steps and undos of sagas, by whether they went well.",
    labelNames: ["activity", "outcome"],
    registers: [metrics.registry],
  });
  const onOutcome = (outcome: string, reason: string) => sagas.inc({ outcome, reason });
  const onAttempt: OnAttempt = (activity, outcome) => attempts.inc({ activity, outcome });
  return { ...metrics, onOutcome, onAttempt };
}
