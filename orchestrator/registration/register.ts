import { randomUUID } from "node:crypto";
import { create } from "@bufbuild/protobuf";
import type { Client, HandlerContext } from "@connectrpc/connect";
import { v7 as uuidv7 } from "uuid";
import type { UserService } from "../../gen/flock/auth/v1/user_service_pb.ts";
import { type Registration, RegistrationSchema } from "../../gen/flock/registration/v1/registration_pb.ts";
import type { RegisterRequest } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { answered, answerTime, refusal } from "./answer.ts";
import type { Found, Registrations } from "./registrations.ts";
import { requestHash } from "./request-hash.ts";
import { startOrFind } from "./start-or-find.ts";
import { upstream } from "./upstream.ts";

export type RegisterDeps = { users: Client<typeof UserService>; registrations: Registrations };

/** Registers an account: seals the password, starts the saga durably (or joins the one of this request_id) and waits. */
export const register =
  (deps: RegisterDeps) =>
  async (request: RegisterRequest, context: HandlerContext): Promise<{ registration: Registration }> => {
    const answerBy = answerTime(context);
    if (request.validateOnly) return await validated(deps, request, answerBy);
    const id = request.requestId.toLowerCase() || randomUUID();
    const found = request.requestId === "" ? undefined : await deps.registrations.find(id);
    if (found) await joined(deps, request, found, answerBy);
    else await started(deps, request, id, answerBy);
    return { registration: await answered(deps.registrations, id, answerBy) };
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
  const input = { userId, registrationId: id, email, sealedPassword, username, displayName };
  const found = await startOrFind(deps.registrations, input, requestHash(request));
  if (found && found.userId !== userId) await joined(deps, request, found, answerBy);
}

/** Whoever joins must have sent the same, password included, before they learn anything but that the id is in use. */
async function joined({ users }: RegisterDeps, request: RegisterRequest, found: Found, answerBy: number) {
  const { userId, sealedPassword } = found;
  const matching = { userId, sealedPassword, password: request.password };
  const same =
    found.requestHash === requestHash(request) &&
    (await upstream(users.matchSealedPassword(matching, { timeoutMs: answerBy - Date.now() }))).matches;
  if (!same) throw refusal("REQUEST_ID_REUSED");
}
