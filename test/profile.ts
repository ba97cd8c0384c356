import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { profileRoutes } from "../profile-service/routes.ts";
import { newIds } from "./ids.ts";
import { userScene } from "./user-scene.ts";

/** profile-service on a database of its own. A user's id is their access token. */
export async function profileScene() {
  const scene = await userScene("profile", ProfileService, profileRoutes);
  const newProfile = (username: string, ids = newIds()) => ({ ...ids, username, displayName: "", published: true });
  return { ...scene, newProfile };
}
