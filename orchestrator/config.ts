import { z } from "zod";
import { flag, list, parsed, port, secret, text, url } from "../kit/env.ts";
import { parseKeyring } from "../kit/keyring.ts";

/** Every variable of the orchestrator; Temporal's own (`TEMPORAL_*`) are read by its SDK. */
export const orchestratorConfig = z.object({
  HOST: text("").meta({ description: "Address to listen on; empty is loopback, IPv4 and IPv6." }),
  PORT: port(8080).meta({ description: "Port of the RPCs." }),
  ADMIN_PORT: port(9080).meta({ description: "Port of /livez, /readyz and /metrics." }),
  ROLE: z
    .enum(["all", "door", "worker"], { error: "must be all, door or worker" })
    .default("all")
    .meta({ description: "What this process does: answer RPCs (door), run sagas (worker), or both (all)." }),
  AUTH_URL: url("http://localhost:8081").meta({ description: "Where auth-service is." }),
  PROFILE_URL: url("http://localhost:8082").meta({ description: "Where profile-service is." }),
  SERVICE_CREDENTIAL: secret().meta({ description: "What this process shows to the services: `id.secret`." }),
  CODEC_KEYS: parsed(secret(), parseKeyring).meta({
    description: "Keys that encrypt what Temporal keeps: `id:base64,…` of 32 bytes each; the first one writes.",
  }),
  ALLOWED_ORIGINS: list().meta({ description: "Origins of browser apps that may call, separated by commas." }),
  REQUIRE_VERIFIED_EMAIL: flag(false)
    .refine((required) => !required, "must be false: this version can not send mail yet")
    .meta({ description: "Whether an account waits for the proof of its mailbox. Must be false in this version." }),
  REVEAL_TAKEN_EMAIL: flag(true)
    .refine((reveal) => reveal, "must be true while REQUIRE_VERIFIED_EMAIL is false")
    .meta({ description: "Whether Register may answer EMAIL_TAKEN. Must be true in this version." }),
  WORKFLOW_BUNDLE: text("").meta({ description: "Path of the pre-built workflow bundle; empty builds it at start." }),
  REFLECTION: flag(true).meta({ description: "Whether grpc.reflection.v1 is served." }),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"], { error: "must be debug, info, warn or error" })
    .default("info")
    .meta({ description: "How much is logged: debug, info, warn or error." }),
});

export type OrchestratorConfig = z.output<typeof orchestratorConfig>;
