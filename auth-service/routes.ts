import type { ConnectRouter } from "@connectrpc/connect";
import { KeyService } from "../gen/flock/auth/v1/key_service_pb.ts";
import { UserService } from "../gen/flock/auth/v1/user_service_pb.ts";
import { listSigningKeys } from "./keys/list-signing-keys.ts";
import { type RotateSigningKeyDeps, rotateSigningKey } from "./keys/rotate-signing-key.ts";
import { keyToProto } from "./keys/translators.ts";
import type { CheckCredentialsDeps } from "./passwords/check-credentials.ts";
import { matchSealedPassword } from "./passwords/match-sealed-password.ts";
import { type SealPasswordDeps, sealPassword } from "./passwords/seal-password.ts";
import { sealPasswordHash } from "./passwords/seal-password-hash.ts";
import { matchInputFromProto, sealHashInputFromProto, sealInputFromProto } from "./passwords/translators.ts";
import { activateUser } from "./users/activate-user.ts";
import { createUser } from "./users/create-user.ts";
import { deleteUser } from "./users/delete-user.ts";
import { getUser } from "./users/get-user.ts";
import {
  newUserFromProto,
  outcomeToProto,
  parseUserId,
  registrationFromProto,
  userToProto,
} from "./users/translators.ts";

/** What the verbs of auth-service work with. */
export type AuthDeps = SealPasswordDeps & CheckCredentialsDeps & { keys: Omit<RotateSigningKeyDeps, "database"> };

/** Every method of auth-service, and the verb that answers it. */
export function authRoutes(deps: AuthDeps) {
  const [seal, sealHash, matches] = [sealPassword(deps), sealPasswordHash(deps), matchSealedPassword(deps)];
  const [create, activate, remove, get] = [createUser(deps), activateUser(deps), deleteUser(deps), getUser(deps)];
  const keyDeps = { ...deps.keys, database: deps.database };
  const [listKeys, rotateKey] = [listSigningKeys(keyDeps), rotateSigningKey(keyDeps)];
  return (router: ConnectRouter) => {
    router.service(KeyService, {
      listSigningKeys: async () => ({ keys: (await listKeys()).map(keyToProto) }),
      rotateSigningKey: async () => ({ key: keyToProto(await rotateKey()) }),
    });
    router.service(UserService, {
      sealPassword: async (request, { signal }) => ({
        sealedPassword: await seal(sealInputFromProto(request), signal),
      }),
      sealPasswordHash: async (request) => ({ sealedPassword: await sealHash(sealHashInputFromProto(request)) }),
      matchSealedPassword: async (request, { signal }) => ({
        matches: await matches(matchInputFromProto(request), signal),
      }),
      createUser: async (request) => ({ user: userToProto(await create(newUserFromProto(request))) }),
      activateUser: async (request) => ({ user: userToProto(await activate(registrationFromProto(request))) }),
      deleteUser: async (request) => ({ outcome: outcomeToProto(await remove(registrationFromProto(request))) }),
      getUser: async (request) => ({ user: userToProto(await get(parseUserId(request.userId))) }),
    });
  };
}
