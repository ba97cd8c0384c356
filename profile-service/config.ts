import { z } from "zod";
import { databaseUrl, poolSize } from "../kit/db.ts";
import { serverEnv } from "../kit/server-env.ts";

/** The variables that profile-service reads. */
export const profileEnv = z.object({
  ...serverEnv(8082),
  DATABASE_URL: databaseUrl().meta({
    description: "The profile database as profile_app: postgres://user:password@host/db.",
  }),
  DATABASE_POOL_SIZE: poolSize(),
});
