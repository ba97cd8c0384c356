import { z } from "zod";
import { text, url } from "../kit/env.ts";

/** The variables that the `flock` command reads. */
export const cliEnv = z.object({
  FLOCK_ORCHESTRATOR_URL: url("http://localhost:8080").meta({ description: "Where the orchestrator is." }),
  FLOCK_AUTH_URL: url("http://localhost:8081").meta({ description: "Where auth-service is." }),
  FLOCK_PROFILE_URL: url("http://localhost:8082").meta({ description: "Where profile-service is." }),
  FLOCK_PASSWORD_FILE: text().optional().meta({
    description: "A file whose first line is the password (for `flock password`: the current, then the new one).",
  }),
  FLOCK_CREDENTIAL_FILE: text()
    .optional()
    .meta({ description: "A file whose first line is the operator's credential, `id.secret`." }),
  XDG_CONFIG_HOME: text()
    .optional()
    .meta({ description: "Sessions are kept in flock/ of this folder; else of ~/.config." }),
});

/** The variables as the command uses them. */
export type CliConfig = z.output<typeof cliEnv>;
