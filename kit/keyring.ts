import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { Problem } from "./problem.ts";

/** A secret key and the id it goes by. The KeyObject keeps the bytes out of logs and inspection. */
export type Key = { id: string; key: KeyObject };

/** Some keys of one purpose: one writes, all read, so that a key can be replaced without a moment of failure. */
export type Keyring = {
  /** The key that seals what is new. */
  writer: Key;
  /** The key of this id. Throws KEY_UNAVAILABLE (retryable: another instance may have it) when it is not loaded. */
  get(id: string): Key;
  /** Every key, the writer first. */
  all: readonly Key[];
};

/** Bytes under a key: nonce (12) | ciphertext | tag (16). */
export type Sealed = { keyId: string; bytes: Uint8Array };

/** Which keys a keyring accepts: exactly `bytes` long (32 by default), or at least `minBytes`. */
export type KeyringOptions = { bytes?: number; minBytes?: number };

const MAX_KEYS = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = "aes-256-gcm";
const ENTRY = /^([A-Za-z0-9_-]{1,32}):(.*)$/s;

/** Reads `id:base64,id:base64`, the writer first. Throws one Error that lists every fault and quotes no key. */
export function parseKeyring(text: string, options: KeyringOptions = {}): Keyring {
  const faults = keyringFaults(text, options);
  if (faults.length > 0) throw new Error(faults.join("; "));
  return createKeyring(entriesOf(text).map(({ id, secret }) => ({ id, key: createSecretKey(secret, "base64") })));
}

/** Everything that keeps a text from being a keyring, for a configuration that reports all its faults at once. */
export function keyringFaults(text: string, options: KeyringOptions = {}): string[] {
  if (text.trim() === "") return ["holds no key; expected id:base64,id:base64"];
  const entries = entriesOf(text);
  const faults = entries.flatMap((entry, index) => entryFaults(entry, index, entries, options));
  return entries.length > MAX_KEYS ? [...faults, `holds more than ${MAX_KEYS} keys`] : faults;
}

/** Encrypts with the writer (AES-256-GCM, random nonce: up to 2^32 times per key), bound to the key id and `aad`. */
export function seal({ writer }: Keyring, plaintext: Uint8Array, aad: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, writer.key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(binding(writer.id, aad));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { keyId: writer.id, bytes: Buffer.concat([nonce, body, cipher.getAuthTag()]) };
}

/** Decrypts; undefined when the bytes are not what `seal` made for this key id and `aad`. Throws KEY_UNAVAILABLE. */
export function open(keyring: Keyring, { keyId, bytes }: Sealed, aad: string): Uint8Array | undefined {
  const { key } = keyring.get(keyId);
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(binding(keyId, aad)).setAuthTag(bytes.subarray(-TAG_BYTES));
  const head = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([head, decipher.final()]);
  } catch {
    return undefined;
  }
}

// An id holds no NUL, so two different pairs never give the same bytes.
const binding = (keyId: string, aad: string) => Buffer.from(`${keyId}\0${aad}`, "utf8");

function createKeyring(keys: Key[]): Keyring {
  const [writer] = keys;
  if (!writer) throw new Error("a keyring needs a key");
  const byId = new Map(keys.map((key) => [key.id, key]));
  const get = (id: string) => {
    const key = byId.get(id);
    if (!key) throw new Problem("KEY_UNAVAILABLE");
    return key;
  };
  return { writer, get, all: keys };
}

type Entry = { id: string; secret: string };

const entriesOf = (text: string): Entry[] =>
  text.split(",").map((entry) => {
    const [, id = "", secret = ""] = ENTRY.exec(entry.trim()) ?? [];
    return { id, secret };
  });

function entryFaults({ id, secret }: Entry, index: number, all: Entry[], { bytes, minBytes }: KeyringOptions) {
  const name = `entry ${index + 1}`;
  if (id === "") return [`${name}: is not id:base64 with an id of 1 to 32 letters, digits, - or _`];
  if (all.findIndex((other) => other.id === id) < index) return [`${name}: its id is used twice`];
  const least = minBytes ?? bytes ?? 32;
  const length = canonicalLength(secret);
  if (length === undefined || length < least || (minBytes === undefined && length > least))
    return [`${name}: key is not ${minBytes === undefined ? "" : "at least "}${least} bytes of base64`];
  return [];
}

function canonicalLength(base64: string): number | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes.length : undefined;
}
