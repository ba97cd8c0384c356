import type { ConnectRouter } from "@connectrpc/connect";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { getRegistration } from "./get-registration.ts";
import { type RegisterDeps, register } from "./register.ts";
import { watchRegistration } from "./watch-registration.ts";
import type { Watchers } from "./watchers.ts";

/** Table of contents: every RPC of the orchestrator and the verb that answers it. */
export const orchestratorRoutes = (deps: RegisterDeps & { watch: Watchers }) => (router: ConnectRouter) => {
  router.service(RegistrationService, {
    register: register(deps),
    getRegistration: getRegistration(deps),
    watchRegistration: watchRegistration(deps),
  });
};
