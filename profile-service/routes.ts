import type { ConnectRouter } from "@connectrpc/connect";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import type { Database } from "../kit/db.ts";
import { checkUsername } from "./check-username.ts";
import { createProfile } from "./create-profile.ts";
import { deleteProfile } from "./delete-profile.ts";
import { getProfile } from "./get-profile.ts";
import { newProfileFromProto, profileKeyFromProto, profileToProto, registrationFromProto } from "./translators.ts";

// A popular profile is asked for often; its owner sees an edit within seconds all the same.
const BRIEFLY = "public, max-age=10";
// A name that was free a moment ago may be gone.
const NEVER = "no-store";

/** Every method of profile-service, and the verb that answers it. */
export function profileRoutes(deps: { database: Database }) {
  const [create, remove, get, check] = [
    createProfile(deps),
    deleteProfile(deps),
    getProfile(deps),
    checkUsername(deps),
  ];
  return (router: ConnectRouter) =>
    router.service(ProfileService, {
      createProfile: async (request) => ({ profile: profileToProto(await create(newProfileFromProto(request))) }),
      deleteProfile: async (request) => ({ deleted: await remove(registrationFromProto(request)) }),
      getProfile: async (request, { responseHeader }) => {
        const profile = profileToProto(await get(profileKeyFromProto(request)));
        responseHeader.set("cache-control", BRIEFLY);
        return { profile };
      },
      checkUsername: async (request, { responseHeader }) => {
        responseHeader.set("cache-control", NEVER);
        return { available: await check(request.username) };
      },
    });
}
