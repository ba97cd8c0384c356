import { z } from "zod";
import { tokenIssuer } from "../kit/access-token/token-env.ts";
import { parseCredential } from "../kit/credentials.ts";
import { flag, parsed, secret, text, url } from "../kit/env.ts";
import { parseKeyring } from "../kit/keyring.ts";
import { serverEnv } from "../kit/server-env.ts";

/** The Temporal namespace, unless `TEMPORAL_NAMESPACE` names another. */
export const NAMESPACE = "flock";

/** Every variable of the orchestrator; Temporal's own (`TEMPORAL_*`) are read by its SDK. */
export const orchestratorEnv = z.object({
  ...serverEnv(8080),
  ROLE: z
    .enum(["all", "door", "worker"], { error: "must be all, door or worker" })
    .default("all")
    .meta({ description: "What this process does: answer RPCs (door), run sagas (worker), or both (all)." }),
  AUTH_URL: url("http://localhost:8081").meta({ description: "Where auth-service is." }),
  PROFILE_URL: url("http://localhost:8082").meta({ description: "Where profile-service is." }),
  TOKEN_ISSUER: tokenIssuer(),
  SERVICE_CREDENTIAL: parsed(secret(), parseCredential).meta({
    description: "What this process shows to the services: `id.secret`.",
  }),
  CODEC_KEYS: parsed(secret(), parseKeyring).meta({
    description: "Keys that encrypt what Temporal keeps: `id:base64,…` of 32 bytes each; the first one writes.",
  }),
  REQUIRE_VERIFIED_EMAIL: flag(false)
    .refine((required) => !required, "must be false: this version can not send mail yet")
    .meta({ description: "Whether an account waits for the proof of its mailbox. Must be false in this version." }),
  REVEAL_TAKEN_EMAIL: flag(true)
    .refine((reveal) => reveal, "must be true while REQUIRE_VERIFIED_EMAIL is false")
    .meta({ description: "Whether Register may answer EMAIL_TAKEN. Must be true in this version." }),
  WORKFLOW_BUNDLE: text("").meta({ description: "Path of the pre-built workflow bundle; empty builds it at start." }),
});
