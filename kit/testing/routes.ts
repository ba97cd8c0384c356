import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectRouter } from "@connectrpc/connect";
import { ProfileService } from "../../gen/flock/profile/v1/profile_service_pb.ts";
import { RegistrationService } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { callerKey } from "../gate.ts";
import { Problem } from "../problem.ts";
import { currentTrace } from "../trace.ts";

/** A request of Register that breaks no rule. */
export const goodRegister = { email: "ada@example.com", password: "correct horse battery", username: "ada" };
/** An id that breaks no rule. */
export const someId = "6f0a1f2e-0000-4000-8000-000000000000";

/** Real services with stub methods; the username or id of a request chooses what happens. */
export const stubRoutes = (router: ConnectRouter): void => {
  router.service(RegistrationService, {
    register: async ({ username }) => {
      if (username === "slow") await sleep(400);
      return { registration: { id: someId } };
    },
    async *watchRegistration(_, { signal }) {
      yield { registration: { id: someId, failureReason: currentTrace()?.peer ?? "" } };
      await sleep(60_000, undefined, { signal });
    },
  });
  router.service(ProfileService, {
    checkUsername: ({ username }) => {
      if (username === "taken")
        throw new Problem("USERNAME_TAKEN", { fields: [{ field: "username", description: "is taken" }] });
      if (username === "broken") throw new Error("select * from hunter2");
      return { available: true };
    },
    createProfile: (_, { values }) => {
      const caller = values.get(callerKey);
      return {
        profile: { bio: currentTrace()?.traceId ?? "", username: caller?.kind === "service" ? caller.name : "" },
      };
    },
  });
};
