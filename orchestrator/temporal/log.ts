import { DefaultLogger, makeTelemetryFilterString, Runtime } from "@temporalio/worker";
import type { Logger } from "../../kit/log.ts";
import { fingerprint, redact } from "../../kit/redact.ts";

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * Sends what Temporal's SDK logs to our log. Workflow ids hold the request_id, which is a capability, so every UUID is
 * hashed. Signals are left to us: the door must drain before the worker.
 */
export function installRuntime(log: Logger) {
  const logger = new DefaultLogger("INFO", ({ level, message, meta }) => {
    // A task token holds the workflow id in base64.
    const { taskToken: _, ...facts } = meta ?? {};
    const shown = OURS.has(message) ? "debug" : LEVELS[level];
    log[shown]({ temporal: JSON.parse(hidden(JSON.stringify(redact(facts)))) }, hidden(message));
  });
  const filter = makeTelemetryFilterString({ core: "ERROR", other: "ERROR" });
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging: { forward: {}, filter } } });
}

/** What the worker warns of with a page of stack and without the reason; activities and outcomes are logged by us. */
const OURS = new Set(["Workflow failed", "Activity failed"]);

const LEVELS = { TRACE: "trace", DEBUG: "debug", INFO: "info", WARN: "warn", ERROR: "error" } as const;

const hidden = (text: string) => text.replace(UUID, (id) => fingerprint(id.toLowerCase()));
