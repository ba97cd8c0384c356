import type { ConnectRouter } from "@connectrpc/connect";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { getRegistration } from "./registration/get-registration.ts";
import { type ImportDeps, importUser } from "./registration/import-user.ts";
import { register } from "./registration/register.ts";
import { watchRegistration } from "./registration/watch-registration.ts";
import type { Watchers } from "./registration/watchers.ts";

/** Table of contents: every RPC of the orchestrator and the verb that answers it. */
export const orchestratorRoutes = (deps: ImportDeps & { watch: Watchers }) => (router: ConnectRouter) => {
  router.service(RegistrationService, {
    register: register(deps),
    importUser: importUser(deps),
    getRegistration: getRegistration(deps),
    watchRegistration: watchRegistration(deps),
  });
};
