import { stdout } from "node:process";
import { z } from "zod";
import { parseEnv } from "../../kit/env.ts";
import { createLog } from "../../kit/log.ts";
import { start } from "../../kit/main.ts";
import { createCodec } from "../codec.ts";
import { orchestratorEnv } from "../config.ts";
import { connectTemporal } from "../temporal.ts";
import { startUndo } from "./start-undo.ts";

/** `node orchestrator/undo/main.ts REGISTRATION_ID`: undoes what a terminated or stuck registration left behind. */
await start("undo", async (env) => {
  const registrationId = z.uuid("give the id of the registration, a UUID").parse(process.argv[2]).toLowerCase();
  const config = parseEnv(orchestratorEnv.pick({ CODEC_KEYS: true, LOG_LEVEL: true }), env);
  const temporal = await connectTemporal(env, config.CODEC_KEYS, createLog("undo", config.LOG_LEVEL));
  const undo = await startUndo({ client: temporal.client, codec: createCodec(config.CODEC_KEYS) }, registrationId);
  stdout.write(`${undo.workflowId} is started and goes on without this command\n`);
  stdout.write(`${undo.workflowId} ended: ${await undo.result()}\n`);
  await temporal.connection.close();
});
