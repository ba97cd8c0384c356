import { z } from "zod";
import { tokenIssuer } from "../kit/access-token/token-env.ts";
import { databaseUrl, poolSize } from "../kit/db.ts";
import { url } from "../kit/fields.ts";
import { serverEnv } from "../kit/server-env.ts";

/** The variables that profile-service reads. */
export const profileEnv = z.object({
  ...serverEnv(8082),
  DATABASE_URL: databaseUrl().meta({
    description: "The profile database as profile_app: postgres://user:password@host/db.",
  }),
  DATABASE_POOL_SIZE: poolSize(),
  AUTH_URL: url("http://localhost:8081").meta({ description: "Where auth-service is, for the keys of access tokens." }),
  TOKEN_ISSUER: tokenIssuer(),
});
