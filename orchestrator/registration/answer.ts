import type { HandlerContext } from "@connectrpc/connect";
import type { Registration } from "../../gen/flock/registration/v1/registration_pb.ts";
import { Problem, type Reason } from "../../kit/problem.ts";
import { initialProgress } from "./describe.ts";
import type { Registrations } from "./registrations.ts";
import { registrationToProto } from "./translators.ts";

/** The answer leaves before the proxies and the client's own deadline give up. */
const ANSWER_WITHIN_MS = 9500;

/** The field that a final refusal of a step is about. */
const FIELD_OF: Partial<Record<Reason, [field: string, description: string]>> = {
  EMAIL_TAKEN: ["email", "is taken"],
  USERNAME_TAKEN: ["username", "is taken"],
  INVALID_USERNAME: ["username", "is not valid"],
  REQUEST_ID_SPENT: ["request_id", "was used before"],
  REQUEST_ID_REUSED: ["request_id", "was used for another request"],
};

/** When a call that arrived now must be answered, in milliseconds since 1970. */
export const answerTime = ({ timeoutMs }: Pick<HandlerContext, "timeoutMs">): number =>
  Date.now() + Math.min(ANSWER_WITHIN_MS, (timeoutMs() ?? Number.POSITIVE_INFINITY) - 500);

/** The end of a registration, or the state that it has when the time is up. Throws the reason that it failed for. */
export async function answered(registrations: Registrations, id: string, answerBy: number): Promise<Registration> {
  const end = await registrations.wait(id, answerBy - Date.now());
  if (end && "reason" in end) throw refusal(end.reason as Reason);
  if (end) return registrationToProto(id, end.progress);
  // It is started, whatever Temporal says now; the truth reaches the client by GetRegistration.
  const progress = await registrations.find(id).then(
    (found) => found?.progress,
    () => undefined,
  );
  if (progress?.state === "FAILED") throw refusal(progress.failureReason as Reason);
  return registrationToProto(id, progress ?? initialProgress(Date.now()));
}

/** The refusal of a whole registration, with the field that it is about. */
export function refusal(reason: Reason): Problem {
  const [field, description] = FIELD_OF[reason] ?? [];
  return new Problem(reason, field && description ? { fields: [{ field, description }] } : {});
}
