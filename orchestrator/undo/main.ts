import { stdout } from "node:process";
import { isGrpcServiceError } from "@temporalio/client";
import { z } from "zod";
import { ConfigError, parseEnv } from "../../kit/env.ts";
import { createLog } from "../../kit/log.ts";
import { start } from "../../kit/main.ts";
import { orchestratorEnv } from "../config.ts";
import { createCodec } from "../temporal/codec.ts";
import { connectTemporal } from "../temporal/connect.ts";
import { installRuntime } from "../temporal/log.ts";
import { startUndo } from "./start-undo.ts";

/** gRPC's code for what is not there. */
const NOT_FOUND = 5;

/** `node orchestrator/undo/main.ts REGISTRATION_ID`: undoes what a terminated or stuck registration left behind. */
await start("undo", async (env) => {
  const given = z.uuid().safeParse(process.argv[2]);
  if (!given.success) throw new ConfigError(["ID: give the id of the registration, a UUID"]);
  const registrationId = given.data.toLowerCase();
  const { CODEC_KEYS, LOG_LEVEL } = parseEnv(orchestratorEnv.pick({ CODEC_KEYS: true, LOG_LEVEL: true }), env);
  const log = createLog("undo", LOG_LEVEL);
  // Else the SDK keeps Ctrl-C to itself.
  installRuntime(log);
  const { client, connection } = await connectTemporal(env, CODEC_KEYS, log);
  const undo = await startUndo({ client, codec: createCodec(CODEC_KEYS) }, registrationId).catch(unknown);
  stdout.write(`${undo.workflowId} is started, and goes on without this command\n`);
  stdout.write(`${undo.workflowId} ended: ${await undo.result()}\n`);
  await connection.close();
});

function unknown(error: unknown): never {
  if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
  throw new ConfigError(["ID: Temporal knows no registration of this id (any more)"]);
}
