import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import { UserState } from "../../gen/flock/auth/v1/user_pb.ts";
import { RegistrationSchema } from "../../gen/flock/registration/v1/registration_pb.ts";
import type {
  ImportUserRequest,
  ImportUserResponseSchema,
} from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { reasonOf } from "../../kit/problem.ts";
import { answered, answerTime, refusal } from "./answer.ts";
import type { RegisterDeps } from "./register.ts";
import { importHash } from "./request-hash.ts";
import { startOrFind } from "./start-or-find.ts";
import { upstream } from "./upstream.ts";
import type { UserIds } from "./user-ids.ts";

export type ImportDeps = RegisterDeps & { userIds: UserIds };

type Answer = MessageInitShape<typeof ImportUserResponseSchema>;

/**
 * Imports an account with the password hash that it has: seals the hash, starts the saga of Register durably (or joins the
 * one of this request_id) and waits. For a user who is there already it does nothing but say so.
 */
export const importUser =
  (deps: ImportDeps) =>
  async (request: ImportUserRequest, context: HandlerContext): Promise<Answer> => {
    const answerBy = answerTime(context);
    const userIds = request.userId === "" ? deps.userIds(request.email) : [request.userId.toLowerCase()];
    const existed = () => existingUser(deps, userIds, answerBy);
    return (
      (await existed()) ??
      (await imported(deps, request, userIds, answerBy).catch(async (error: unknown) => {
        // Another import of the same user may have been faster.
        const answer = reasonOf(error) === "EMAIL_TAKEN" ? await existed() : undefined;
        if (answer) return answer;
        throw error;
      }))
    );
  };

/** The answer for a user who is there. A pending one is not: their registration may yet be undone. */
async function existingUser({ users }: ImportDeps, userIds: string[], answerBy: number): Promise<Answer | undefined> {
  for (const userId of userIds) {
    const looking = users.getUser({ userId }, { timeoutMs: answerBy - Date.now() });
    const found = await upstream(looking.catch(undefinedIfAbsent));
    if (found?.user && found.user.state !== UserState.PENDING)
      return { registration: create(RegistrationSchema), userId, existed: true };
  }
  return undefined;
}

async function imported(deps: ImportDeps, request: ImportUserRequest, userIds: string[], answerBy: number) {
  const id = request.requestId.toLowerCase();
  const hash = importHash(request);
  const found = (await deps.registrations.find(id)) ?? (await started(deps, request, userIds, answerBy));
  if (found.requestHash !== hash || !userIds.includes(found.userId)) throw refusal("REQUEST_ID_REUSED");
  return { registration: await answered(deps.registrations, id, answerBy), userId: found.userId, existed: false };
}

/** Whose registration the request_id belongs to, once it belongs to one. */
async function started(deps: ImportDeps, request: ImportUserRequest, [userId = ""]: string[], answerBy: number) {
  const { email, username, displayName, passwordHash } = request;
  const sealing = { userId, email, passwordHash };
  const { sealedPassword } = await upstream(deps.users.sealPasswordHash(sealing, { timeoutMs: answerBy - Date.now() }));
  const input = {
    userId,
    registrationId: request.requestId.toLowerCase(),
    email,
    sealedPassword,
    username,
    displayName,
  };
  const requestHash = importHash(request);
  return (await startOrFind(deps.registrations, input, requestHash)) ?? { userId, requestHash };
}

function undefinedIfAbsent(error: unknown): undefined {
  if (reasonOf(error) !== "USER_NOT_FOUND") throw error;
}
