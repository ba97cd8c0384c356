import { stdout } from "node:process";
import { isGrpcServiceError } from "@temporalio/client";
import { z } from "zod";
import { ConfigError, parseEnv } from "../../kit/env.ts";
import { createLog } from "../../kit/log.ts";
import { start } from "../../kit/main.ts";
import { orchestratorEnv } from "../config.ts";
import { createCodec } from "../temporal/codec.ts";
import { connectTemporal } from "../temporal/connect.ts";
import { startUndo } from "./start-undo.ts";

/** `node orchestrator/undo/main.ts REGISTRATION_ID`: undoes what a terminated or stuck registration left behind. */
await start("undo", async (env) => {
  const given = z.uuid().safeParse(process.argv[2]);
  if (!given.success) throw new ConfigError(["REGISTRATION_ID: give the id of the registration, a UUID"]);
  const registrationId = given.data.toLowerCase();
  const { CODEC_KEYS, LOG_LEVEL } = parseEnv(orchestratorEnv.pick({ CODEC_KEYS: true, LOG_LEVEL: true }), env);
  const { client, connection } = await connectTemporal(env, CODEC_KEYS, createLog("undo", LOG_LEVEL));
  const undo = await startUndo({ client, codec: createCodec(CODEC_KEYS) }, registrationId).catch(unknown);
  stdout.write(`${undo.workflowId} is started, and goes on without this command\n`);
  stdout.write(`${undo.workflowId} ended: ${await undo.result()}\n`);
  await connection.close();
});

const NOT_FOUND = 5;

function unknown(error: unknown): never {
  if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
  throw new ConfigError(["REGISTRATION_ID: Temporal knows no registration of this id (any more)"]);
}
