import { Counter } from "prom-client";
import type { Metrics } from "../../kit/metrics.ts";

const events = ["begun", "refreshed", "reused", "ended"] as const;

/**
 * What happens to sessions: they begin, are refreshed, end because a refresh token was reused, or end otherwise (signed out,
 * revoked, surplus, or found to have run out).
 */
export type SessionEvent = (typeof events)[number];

/** Counts sessions to which something happened; one unless it says how many. */
export type CountSessions = (event: SessionEvent, count?: number) => void;

/** Counts sessions as `flock_sessions_total`, by `event`. Every event is shown from the start, as 0. */
export function countSessions({ registry }: Metrics): CountSessions {
  const counter = new Counter({
    name: "flock_sessions_total",
    help: "Sessions by what happened to them. `reused`: ended because a refresh token was used that had been used before.",
    labelNames: ["event"],
    registers: [registry],
  });
  for (const event of events) counter.inc({ event }, 0);
  return (event, count = 1) => counter.inc({ event }, count);
}
