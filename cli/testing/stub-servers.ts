import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { AuthService } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { KeyService } from "../../gen/flock/auth/v1/key_service_pb.ts";
import { SigningKeyState } from "../../gen/flock/auth/v1/signing_key_pb.ts";
import { ProfileService } from "../../gen/flock/profile/v1/profile_service_pb.ts";
import { RegistrationService } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { newCredential, parseAccepted } from "../../kit/credentials.ts";
import { Problem } from "../../kit/problem.ts";
import type { Routes } from "../../kit/rpc.ts";
import { testServer } from "../../kit/testing/server.ts";
import { flockUser } from "./flock.ts";
import { ada, stubAuth } from "./stub-auth.ts";
import { stubRegistrations } from "./stub-registrations.ts";

const moment = timestampFromMs(Date.UTC(2026, 0, 2, 3, 4, 5));
const key = { kid: "k1", algorithm: "ES256", state: SigningKeyState.SIGNING, createdAt: moment, activeFrom: moment };

/** All servers on one port of loopback, with everything a process has; and a person who calls them by `flock`. */
export async function stubServers(t: TestContext) {
  const auth = stubAuth();
  const registrations = stubRegistrations();
  const profile = { userId: ada.id, username: "ada", displayName: "Ada\u001b[2J Lovelace", bio: "", createdAt: moment };
  const keys: (Omit<typeof key, "state"> & { state: SigningKeyState })[] = [key];
  const routes: Routes = (router) => {
    router.service(AuthService, auth.routes);
    router.service(RegistrationService, registrations.routes);
    router.service(KeyService, {
      listSigningKeys: () => ({ keys }),
      rotateSigningKey: () => {
        if (keys.length === 1) keys.unshift({ ...key, kid: "k2", state: SigningKeyState.WAITING });
        return { key: keys[0] ?? key };
      },
    });
    router.service(ProfileService, {
      getProfile: ({ by }) => {
        if (by.value !== ada.id && by.value !== profile.username) throw new Problem("PROFILE_NOT_FOUND");
        return { profile };
      },
      updateProfile: ({ profile: changes, updateMask }) => {
        for (const path of updateMask?.paths ?? []) {
          const name = path === "display_name" ? "displayName" : (path as "bio" | "username");
          Object.assign(profile, { [name]: changes?.[name] });
        }
        return { profile };
      },
    });
  };
  const { credential, accepted } = newCredential("operator", "op");
  const config = { ACCEPTED_CREDENTIALS: parseAccepted(accepted) };
  const { url, lines, close } = await testServer(t, { routes, verifyUser: auth.verifyUser, config });
  const user = flockUser(t, url);
  const credentialFile = join(user.home, "credential");
  writeFileSync(credentialFile, `${credential}\n${accepted}\n`);
  const signIn = () => user.flock(["signin", "--email", ada.email, "--password-stdin"], `${auth.state.password}\n`);
  return { ...user, url, logged: lines, stop: close, auth, registrations, credential, credentialFile, signIn };
}
