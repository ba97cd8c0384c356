import { randomUUID } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import type { Client, HandlerContext } from "@connectrpc/connect";
import { v7 as uuidv7 } from "uuid";
import type { UserService } from "../../gen/flock/auth/v1/user_service_pb.ts";
import { type Registration, RegistrationSchema } from "../../gen/flock/registration/v1/registration_pb.ts";
import type { RegisterRequest } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { Problem, type Reason } from "../../kit/problem.ts";
import { currentTrace, newTraceId } from "../../kit/trace.ts";
import { initialProgress } from "./describe.ts";
import type { Found, Registrations } from "./registrations.ts";
import { requestHash } from "./request-hash.ts";
import { registrationToProto } from "./translators.ts";
import { upstream } from "./upstream.ts";

export type RegisterDeps = { users: Client<typeof UserService>; registrations: Registrations };

/** The answer leaves before the proxies and the client's own deadline give up. */
const ANSWER_WITHIN_MS = 9500;

/** The field that a final refusal of a step is about. */
const FIELD_OF: Partial<Record<Reason, [field: string, description: string]>> = {
  EMAIL_TAKEN: ["email", "is taken"],
  USERNAME_TAKEN: ["username", "is taken"],
  INVALID_USERNAME: ["username", "is not valid"],
  REQUEST_ID_SPENT: ["request_id", "was used before"],
};

/** Registers an account: seals the password, starts the saga durably (or joins the one of this request_id) and waits. */
export const register =
  (deps: RegisterDeps) =>
  async (request: RegisterRequest, context: HandlerContext): Promise<{ registration: Registration }> => {
    const answerBy = Date.now() + Math.min(ANSWER_WITHIN_MS, (context.timeoutMs() ?? Number.POSITIVE_INFINITY) - 500);
    if (request.validateOnly) return await validated(deps, request, answerBy);
    const id = request.requestId.toLowerCase() || randomUUID();
    const found = request.requestId === "" ? undefined : await deps.registrations.find(id);
    if (found) await joined(deps, request, found, answerBy);
    else await started(deps, request, id, answerBy);
    return { registration: await ended(deps, id, answerBy) };
  };

async function validated({ users }: RegisterDeps, { email, username, password }: RegisterRequest, answerBy: number) {
  const judged = { userId: uuidv7(), email, username, password, validateOnly: true };
  await upstream(users.sealPassword(judged, { timeoutMs: answerBy - Date.now() }));
  return { registration: create(RegistrationSchema) };
}

async function started(deps: RegisterDeps, request: RegisterRequest, id: string, answerBy: number) {
  const { email, username, displayName, password } = request;
  const userId = uuidv7();
  const sealing = deps.users.sealPassword({ userId, email, username, password }, { timeoutMs: answerBy - Date.now() });
  const { sealedPassword } = await upstream(sealing);
  const ref = { userId, registrationId: id, traceId: currentTrace()?.traceId ?? newTraceId() };
  const input = { ...ref, email, sealedPassword, username, displayName };
  if (await deps.registrations.start(input, requestHash(request))) return;
  const found = await deps.registrations.find(id);
  if (!found) throw new Problem("SERVICE_UNAVAILABLE", { retryAfterMs: 1000 });
  if (found.userId !== userId) await joined(deps, request, found, answerBy);
}

/** Whoever joins must have sent the same, password included, before they learn anything but that the id is in use. */
async function joined({ users }: RegisterDeps, request: RegisterRequest, found: Found, answerBy: number) {
  const { userId, sealedPassword } = found;
  const matching = { userId, sealedPassword, password: request.password };
  const same =
    found.requestHash === requestHash(request) &&
    (await upstream(users.matchSealedPassword(matching, { timeoutMs: answerBy - Date.now() }))).matches;
  if (!same) throw new Problem("REQUEST_ID_REUSED", refusedField("request_id", "was used for another request"));
}

async function ended({ registrations }: RegisterDeps, id: string, answerBy: number): Promise<Registration> {
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

function refusal(reason: Reason): Problem {
  const field = FIELD_OF[reason];
  return new Problem(reason, field ? refusedField(...field) : {});
}

const refusedField = (field: string, description: string) => ({ fields: [{ field, description }] });
