import { createHasher } from "../auth-service/passwords/hashing.ts";
import { createFloor } from "../auth-service/passwords/refusal-floor.ts";
import { createSealer } from "../auth-service/passwords/sealing.ts";
import { authRoutes } from "../auth-service/routes.ts";
import { UserService } from "../gen/flock/auth/v1/user_service_pb.ts";
import { openDatabase } from "../kit/db.ts";
import { parseKeyring } from "../kit/keyring.ts";
import { newIds } from "./ids.ts";
import { openScene } from "./scene.ts";
import { bearerOf, testTokenKeys } from "./token-keys.ts";

const secrets = parseKeyring(`k1:${Buffer.alloc(32, 1).toString("base64")}`);

/** The password of every user that a scene makes. */
export const password = "tuba lantern oxide gravel";

/**
 * auth-service on a database of its own. A cost of 4 makes a hash a matter of a millisecond; refusals leave as soon as they
 * can, unless a floor is given.
 */
export async function authScene({ floor = createFloor({ loadMaxMs: 0 }) } = {}) {
  const sealer = createSealer(secrets);
  const hasher = createHasher({ cost: 4, concurrency: 2, queueLimit: 200, peppers: secrets });
  const scene = await openScene("auth", UserService, async (url) => {
    const database = openDatabase(url, { max: 40 });
    const keys = await testTokenKeys(database);
    const { verifyUser, pages, stop } = keys;
    const routes = authRoutes({ database, hasher, sealer, floor, keys, minLength: 15 });
    return { database, routes, keys, door: { verifyUser, pages }, stop };
  });
  const passwordHash = await hasher.hash(password);
  const seal = (userId: string) => sealer.seal(userId, passwordHash);
  const newUser = (email: string, ids = newIds()) => ({ ...ids, email, sealedPassword: seal(ids.userId) });
  return { ...scene, hasher, sealer, floor, passwordHash, newUser, bearer: bearerOf(scene.keys) };
}
