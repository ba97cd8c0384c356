import { createHash } from "node:crypto";
import { reasonOf } from "./problem.ts";

const secretKey = /pass(word|phrase)|secret|token|hash|pepper|seal|credential|authorization|cookie|e?mail|requestid/;
const address = /[^\s@/"'<>(]+@[^\s@"'<>)]+/g;
const plainCode = /^[A-Za-z0-9_]{1,40}$/;
const depthMax = 6;

/** A short one-way stand-in for an id that is a capability, so that logs can tell two of them apart. */
export const fingerprint = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 16);

/** What may be logged of a value: no secrets by name, no e-mail addresses, no bytes, of errors only what describeError keeps. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.replace(address, "[redacted]");
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value) || depth >= depthMax) return "[omitted]";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactEntry(key, item, depth)]));
}

const redactEntry = (key: string, item: unknown, depth: number) =>
  secretKey.test(key.toLowerCase().replaceAll(/[_-]/g, "")) ? "[redacted]" : redact(item, depth + 1);

/** What is logged of an error. */
export type ErrorDescription = {
  name: string;
  code?: string | number;
  reason?: string;
  frames: string[];
  cause?: ErrorDescription;
};

/** Name, code, reason, stack frames and causes of an error; never its message, which may quote SQL, parameters or people. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const code = "code" in error ? error.code : undefined;
  const reason = reasonOf(error);
  return {
    name: error.name,
    ...(typeof code === "number" && { code }),
    ...(typeof code === "string" && plainCode.test(code) && { code }),
    ...(reason && { reason }),
    frames: framesOf(error),
    ...(error.cause !== undefined && depth < depthMax && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The lines of a stack below the message; a message may itself hold lines that look like frames. */
function framesOf({ stack = "", message }: Error): string[] {
  const below = stack.slice(stack.indexOf(message) + message.length);
  const frames = below.split("\n").filter((line) => /^\s+at .*[:<(]/.test(line));
  return stack.includes(message) ? frames.map((line) => line.trim().slice(3)).slice(0, 12) : [];
}
