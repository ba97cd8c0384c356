import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { openDatabase } from "../kit/db.ts";
import { profileRoutes } from "../profile-service/routes.ts";
import { newIds } from "./ids.ts";
import { openScene } from "./scene.ts";

/** profile-service on a database of its own. */
export async function profileScene() {
  const scene = await openScene("profile", ProfileService, (url) => {
    const database = openDatabase(url, { max: 40 });
    return { database, routes: profileRoutes({ database }) };
  });
  const newProfile = (username: string, ids = newIds()) => ({ ...ids, username, displayName: "", published: true });
  return { ...scene, newProfile };
}
