import { fileURLToPath } from "node:url";
import type { DataConverter } from "@temporalio/common";
import type { Keyring } from "../../kit/keyring.ts";
import { createCodec } from "./codec.ts";

/** The module that the worker and the workflow bundle load by path. */
export const failureConverterPath = fileURLToPath(new URL("./failure-converter.ts", import.meta.url));

/** How everything is written to Temporal: the same for the door, the worker and every command. */
export const createDataConverter = (codecKeys: Keyring, onMissingKey?: () => void): DataConverter => ({
  payloadCodecs: [createCodec(codecKeys, onMissingKey)],
  failureConverterPath,
});
