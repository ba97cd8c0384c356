import type { ConnectRouter } from "@connectrpc/connect";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import type { Database } from "../kit/db.ts";
import { userOf } from "../kit/gate.ts";
import { checkUsername } from "./check-username.ts";
import { createProfile } from "./create-profile.ts";
import { deleteProfile } from "./delete-profile.ts";
import { getProfile } from "./get-profile.ts";
import {
  newProfileFromProto,
  profileKeyFromProto,
  profileToProto,
  profileUpdateFromProto,
  registrationFromProto,
} from "./translators.ts";
import { updateProfile } from "./update-profile.ts";

// A popular profile is asked for often; its owner sees an edit within seconds all the same.
const BRIEFLY = "public, max-age=10";
// A name that was free a moment ago may be gone.
const NEVER = "no-store";

/** Every method of profile-service, and the verb that answers it. */
export function profileRoutes(deps: { database: Database }) {
  const [create, remove] = [createProfile(deps), deleteProfile(deps)];
  const [get, update, check] = [getProfile(deps), updateProfile(deps), checkUsername(deps)];
  return (router: ConnectRouter) =>
    router.service(ProfileService, {
      createProfile: async (request) => ({ profile: profileToProto(await create(newProfileFromProto(request))) }),
      deleteProfile: async (request) => ({ deleted: await remove(registrationFromProto(request)) }),
      getProfile: async (request, { responseHeader }) => {
        const profile = profileToProto(await get(profileKeyFromProto(request)));
        responseHeader.set("cache-control", BRIEFLY);
        return { profile };
      },
      updateProfile: async (request, context) => {
        const wanted = profileUpdateFromProto(request, userOf(context).id);
        return { profile: profileToProto(await update(wanted)) };
      },
      checkUsername: async (request, { responseHeader }) => {
        responseHeader.set("cache-control", NEVER);
        return { available: await check(request.username) };
      },
    });
}
