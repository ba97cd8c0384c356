import type { Payload, PayloadCodec } from "@temporalio/common";
import proto from "@temporalio/proto";
import { type Keyring, open, seal } from "../../kit/keyring.ts";
import { reasonOf } from "../../kit/problem.ts";

const PayloadMessage = proto.temporal.api.common.v1.Payload;
const ENCODING = "binary/flock-aes-256-gcm";
/** Bound into every seal, so that bytes sealed for another purpose with the same key never pass for a payload. */
const PURPOSE = "flock/temporal-payload/v1";

/**
 * Encrypts every payload that leaves for Temporal (inputs, results, memos, failures) with AES-256-GCM under the first
 * key, and reads all configured ones. A payload that is not encrypted is refused: whoever can write to Temporal's
 * database must not be able to slip one in. A missing key is KEY_UNAVAILABLE, which fails the task and is retried;
 * `onMissingKey` is told, because only a person can mend it.
 */
export function createCodec(keys: Keyring, onMissingKey: () => void = () => {}): PayloadCodec {
  const decode = async (payloads: Payload[]) => payloads.map((payload) => decrypt(keys, payload));
  const alert = (error: unknown) => {
    if (reasonOf(error) === "KEY_UNAVAILABLE") onMissingKey();
    throw error;
  };
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(keys, payload)),
    decode: (payloads) => decode(payloads).catch(alert),
  };
}

function encrypt(keys: Keyring, payload: Payload): Payload {
  const { keyId, bytes } = seal(keys, PayloadMessage.encode(payload).finish(), PURPOSE);
  return { metadata: { encoding: Buffer.from(ENCODING), "key-id": Buffer.from(keyId) }, data: bytes };
}

function decrypt(keys: Keyring, { metadata, data }: Payload): Payload {
  if (text(metadata?.encoding) !== ENCODING) throw new Error("a payload is not encrypted and was refused");
  const bytes = open(keys, { keyId: text(metadata?.["key-id"]), bytes: data ?? new Uint8Array() }, PURPOSE);
  if (!bytes) throw new Error("a payload was changed after it was encrypted and was refused");
  return PayloadMessage.decode(bytes);
}

const text = (bytes?: Uint8Array | null) => Buffer.from(bytes ?? []).toString("latin1");
