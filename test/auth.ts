import { createHasher } from "../auth-service/passwords/hashing.ts";
import { createSealer } from "../auth-service/passwords/sealing.ts";
import { authRoutes } from "../auth-service/routes.ts";
import { UserService } from "../gen/flock/auth/v1/user_service_pb.ts";
import { openDatabase } from "../kit/db.ts";
import { parseKeyring } from "../kit/keyring.ts";
import { newIds } from "./ids.ts";
import { openScene } from "./scene.ts";

const keys = parseKeyring(`k1:${Buffer.alloc(32, 1).toString("base64")}`);

/** auth-service on a database of its own. A cost of 4 makes a hash a matter of a millisecond. */
export async function authScene() {
  const sealer = createSealer(keys);
  const hasher = createHasher({ cost: 4, concurrency: 2, queueLimit: 200, peppers: keys });
  const scene = await openScene("auth", UserService, (url) => {
    const database = openDatabase(url, { max: 40 });
    return { database, routes: authRoutes({ database, hasher, sealer, minLength: 15 }) };
  });
  const seal = (userId: string) => sealer.seal(userId, "$flock$p=k1$a hash");
  const newUser = (email: string, ids = newIds()) => ({ ...ids, email, sealedPassword: seal(ids.userId) });
  return { ...scene, newUser };
}
