import { authEnv } from "../auth-service/config.ts";
import { orchestratorEnv } from "../orchestrator/config.ts";
import { profileEnv } from "../profile-service/config.ts";

/** The variables that each process of Flock reads. */
export const schemas = {
  orchestrator: orchestratorEnv,
  "auth-service": authEnv,
  "profile-service": profileEnv,
};
