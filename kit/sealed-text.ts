import { type Keyring, open, seal } from "./keyring.ts";

const FORM = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]+)$/;

/** Seals bytes as a text, `v1.<key id>.<base64url>`, bound to `aad`. Twice gives two different texts. */
export function sealText(keys: Keyring, plaintext: Uint8Array, aad: string): string {
  const { keyId, bytes } = seal(keys, plaintext, aad);
  return `v1.${keyId}.${Buffer.from(bytes).toString("base64url")}`;
}

/** What was sealed; undefined when the text is not what sealText made for this `aad`. Throws KEY_UNAVAILABLE. */
export function openText(keys: Keyring, text: string, aad: string): Uint8Array | undefined {
  const [, keyId, encoded] = FORM.exec(text) ?? [];
  if (!keyId || !encoded) return undefined;
  const bytes = Buffer.from(encoded, "base64url");
  // The last character has spare bits that decoding ignores: only the one true spelling counts.
  return bytes.toString("base64url") === encoded ? open(keys, { keyId, bytes }, aad) : undefined;
}
