import { createHash } from "node:crypto";

/**
 * The id of the request that imports this content in this run: a UUID in the form of version 4 (RFC 9562), made of
 * SHA-256. The same content of the same run always has the same id, and nobody guesses it without the password hash.
 */
export function requestIdOf(run: string, content: string): string {
  const bytes = createHash("sha256")
    .update(JSON.stringify(["flock users import", run, content]))
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
