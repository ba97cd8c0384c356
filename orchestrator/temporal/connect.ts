import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "@temporalio/client";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import { NativeConnection } from "@temporalio/worker";
import type { Env } from "../../kit/env.ts";
import type { Keyring } from "../../kit/keyring.ts";
import type { Logger } from "../../kit/log.ts";
import { NAMESPACE } from "../config.ts";
import { createDataConverter } from "./data-converter.ts";

/**
 * Connects to Temporal by the SDK's own variables (`TEMPORAL_ADDRESS`, `TEMPORAL_TLS_…`, `TEMPORAL_API_KEY`), and waits
 * for it as long as it takes: an orchestrator that starts before Temporal is only early. One connection serves the
 * door and the worker, which eager starts need.
 */
export async function connectTemporal(env: Env, codecKeys: Keyring, log: Logger) {
  const { connectionOptions, namespace = NAMESPACE } = temporalConfig(env);
  const connection = await untilConnected(connectionOptions, log);
  const alert = () => log.error("a key of CODEC_KEYS that Temporal's payloads need is not configured here");
  const dataConverter = createDataConverter(codecKeys, alert);
  const client = new Client({ connection, namespace, dataConverter });
  /** Rejects or hangs while Temporal is away; the connection's own ensureConnected does nothing. */
  const answers = async () => {
    await connection.workflowService.getSystemInfo({});
    return true;
  };
  return { connection, namespace, dataConverter, client, answers };
}

/** Only the environment counts: a configuration file in somebody's home must not redirect a server. */
const temporalConfig = (env: Env) => {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return loadClientConnectConfig({ disableFile: true, overrideEnvVars: Object.fromEntries(set) });
};

type ConnectionOptions = ReturnType<typeof temporalConfig>["connectionOptions"];

async function untilConnected(options: ConnectionOptions, log: Logger): Promise<NativeConnection> {
  for (let waited = 0; ; waited++) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      if (waited % 10 === 0) log.warn({ err: error }, "Temporal does not answer yet; trying every second");
      await sleep(1000);
    }
  }
}
