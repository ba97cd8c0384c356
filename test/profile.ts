import { type Client, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { openDatabase } from "../kit/db.ts";
import type { VerifyUser } from "../kit/gate.ts";
import { Problem } from "../kit/problem.ts";
import { profileRoutes } from "../profile-service/routes.ts";
import { newIds } from "./ids.ts";
import { openScene } from "./scene.ts";

/** profile-service on a database of its own. A user's id is their access token. */
export async function profileScene() {
  const scene = await openScene("profile", ProfileService, (url) => {
    const database = openDatabase(url, { max: 40 });
    return { database, routes: profileRoutes({ database }), door: { verifyUser } };
  });
  const newProfile = (username: string, ids = newIds()) => ({ ...ids, username, displayName: "", published: true });
  const asUser = (userId: string) => signedIn(scene.url, userId);
  return { ...scene, newProfile, asUser };
}

const verifyUser: VerifyUser = async (token) => {
  if (!/^[0-9a-f-]{36}$/.test(token)) throw new Problem("INVALID_ACCESS_TOKEN");
  return { kind: "user", id: token, sessionId: token };
};

function signedIn(baseUrl: string, token: string): Client<typeof ProfileService> {
  const transport = createConnectTransport({
    baseUrl,
    httpVersion: "1.1",
    interceptors: [
      (next) => (request) => {
        request.header.set("authorization", `Bearer ${token}`);
        return next(request);
      },
    ],
  });
  return createClient(ProfileService, transport);
}
