import type { CallOptions, Client } from "@connectrpc/connect";
import { DeleteUserResponse_Outcome as Outcome, type UserService } from "../../gen/flock/auth/v1/user_service_pb.ts";
import type { ProfileService } from "../../gen/flock/profile/v1/profile_service_pb.ts";
import type { Logger } from "../../kit/log.ts";
import { attempts, type OnAttempt } from "../temporal/attempts.ts";
import type { Ref, RegistrationInput } from "./contract.ts";
import { toFailure, toRetryableFailure } from "./failures.ts";

/** The clients of the two services that a registration spans. */
export type Clients = { users: Client<typeof UserService>; profiles: Client<typeof ProfileService> };

/** The saga's calls to the two services. All are idempotent by registration id; each answers how often it was tried. */
export function createActivities({ users, profiles }: Clients, log: Logger, onAttempt: OnAttempt = () => {}) {
  const createUser = async ({ email, sealedPassword, ...input }: RegistrationInput, options: CallOptions) => {
    await users.createUser({ ...ref(input), email, sealedPassword }, options);
  };
  const createProfile = async ({ username, displayName, ...input }: RegistrationInput, options: CallOptions) => {
    await profiles.createProfile({ ...ref(input), username, displayName, published: true }, options);
  };
  const activateUser = async (input: Ref, options: CallOptions) => {
    await users.activateUser(ref(input), options);
  };
  const deleteUser = async (input: Ref, options: CallOptions) => {
    const { outcome } = await users.deleteUser(ref(input), options);
    if (outcome === Outcome.DELETED || outcome === Outcome.ABSENT) return "GONE";
    if (outcome === Outcome.ACTIVE) return "ACTIVE";
    throw new Error(`auth-service answered an outcome of DeleteUser that this version does not know: ${outcome}`);
  };
  const deleteProfile = async (input: Ref, options: CallOptions) => {
    await profiles.deleteProfile(ref(input), options);
  };
  const attempt = attempts(log, onAttempt);
  return {
    createUser: attempt("createUser", createUser, toFailure),
    createProfile: attempt("createProfile", createProfile, toFailure),
    activateUser: attempt("activateUser", activateUser, toFailure),
    deleteUser: attempt("deleteUser", deleteUser, toRetryableFailure),
    deleteProfile: attempt("deleteProfile", deleteProfile, toRetryableFailure),
    finishProfile: attempt("finishProfile", createProfile, toRetryableFailure),
    finishUser: attempt("finishUser", activateUser, toRetryableFailure),
  };
}

const ref = ({ userId, registrationId }: Ref): Ref => ({ userId, registrationId });
