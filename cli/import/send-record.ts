import { setTimeout as sleep } from "node:timers/promises";
import { RegistrationState as State } from "../../gen/flock/registration/v1/registration_pb.ts";
import type { ImportUserResponse } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { explain } from "../explain.ts";
import type { FieldFault } from "../failure.ts";
import { backOffMs } from "./back-off.ts";
import type { ImportRecord } from "./record.ts";
import type { Outcome } from "./report.ts";

/** How one record ended. */
export type Sent = { outcome: Outcome; userId: string; reason: string; fields: FieldFault[] };

/** Asks the orchestrator once. */
export type ImportUser = (request: ImportRecord & { requestId: string }) => Promise<ImportUserResponse>;

type Try = { end: Sent } | { again: { reason: string; fields: FieldFault[]; retryAfterMs: number } };

/**
 * Imports one record; tries again what may pass, until the time has come. Answers undefined when it was stopped between
 * two tries. Throws what is wrong with the whole import, such as a refused credential.
 */
export const sendRecord =
  (importUser: ImportUser) =>
  async (record: ImportRecord, requestId: string, giveUpAt: number, stop: AbortSignal): Promise<Sent | undefined> => {
    for (let failures = 0; ; failures++) {
      const tried = await importUser({ ...record, requestId }).then(tryOf, tryOfError);
      if ("end" in tried) return tried.end;
      const { reason, fields, retryAfterMs } = tried.again;
      const waitMs = backOffMs(failures, retryAfterMs, Math.random());
      if (Date.now() + waitMs > giveUpAt) return { outcome: "failed", userId: "", reason, fields };
      if (await stopped(waitMs, stop)) return undefined;
    }
  };

function tryOf({ registration, userId, existed }: ImportUserResponse): Try {
  const { state = State.UNSPECIFIED, failureReason = "" } = registration ?? {};
  const end = (outcome: Outcome, reason = ""): Try => ({ end: { outcome, userId, reason, fields: [] } });
  if (existed) return end("existed");
  if (state === State.COMPLETED) return end("imported");
  if (state === State.FAILED) return end("failed", failureReason);
  if (state === State.AWAITING_VERIFICATION) return end("failed", "AWAITING_VERIFICATION");
  return { again: { reason: "STILL_RUNNING", fields: [], retryAfterMs: 0 } };
}

/** Refusals that meet every line alike. */
const ofTheImport = ["CREDENTIAL_REFUSED", "PERMISSION_DENIED", "METHOD_NOT_FOUND", "SERVICE_NOT_FOUND"];

function tryOfError(error: unknown): Try {
  const { ending, reason, fields, retryAfterMs = 0 } = explain(error);
  if (ofTheImport.includes(reason)) throw error;
  if (ending === "refused") return { end: { outcome: "failed", userId: "", reason, fields: fields.map(asInLine) } };
  return { again: { reason, fields, retryAfterMs } };
}

/** The line calls it otherwise than the request. */
const asInLine = ({ field, description }: FieldFault) => ({ field: field === "user_id" ? "id" : field, description });

const stopped = (ms: number, signal: AbortSignal) => sleep(ms, signal.aborted, { signal }).catch(() => true);
