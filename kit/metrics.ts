import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { CountCall } from "./call/observe.ts";

export type { Registry } from "prom-client";

/** The metrics of a process: its registry, for gauges and counters of its own, and the counter of its calls. */
export type Metrics = { registry: Registry; count: CountCall };

/** A new registry with node's own metrics, `flock_rpc_requests_total` and `flock_rpc_duration_seconds`. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "flock_rpc_requests_total",
    help: "Requests by how they ended: Connect code and reason. For a page service is `page` and method its path; for any other path both are `unknown`.",
    labelNames: ["service", "method", "code", "reason"],
    registers: [registry],
  });
  const duration = new Histogram({
    name: "flock_rpc_duration_seconds",
    help: "Seconds from a request's headers to the end of its answer.",
    labelNames: ["service", "method"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const count: CountCall = ({ service, method, code, reason, ms }) => {
    requests.inc({ service, method, code, reason });
    duration.observe({ service, method }, ms / 1000);
  };
  return { registry, count };
}
