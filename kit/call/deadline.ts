import type { DescMethod } from "@bufbuild/protobuf";
import { headerTimeout as connectTimeout, parseTimeout as parseConnect } from "@connectrpc/connect/protocol-connect";
import { headerTimeout as grpcTimeout, parseTimeout as parseGrpc } from "@connectrpc/connect/protocol-grpc";

// setTimeout overflows above 2^31 ms and then fires at once.
const timeoutMsMax = 60 * 60 * 1000; // 1 hour

/**
 * Gives a unary request without a deadline the default one, and cuts off any deadline that is too far away, in the
 * header that connect-es reads later. Answers the milliseconds left, or undefined for none (or a malformed header).
 */
export function applyDeadline(method: DescMethod, header: Headers, defaultMs: number): number | undefined {
  const grpc = header.get("content-type")?.startsWith("application/grpc") ?? false;
  const name = grpc ? grpcTimeout : connectTimeout;
  const parse = grpc ? parseGrpc : parseConnect;
  const { timeoutMs, error } = parse(header.get(name), Number.MAX_SAFE_INTEGER);
  if (error) return undefined;
  const ms = timeoutMs ?? (method.methodKind === "unary" ? defaultMs : undefined);
  if (ms === undefined) return undefined;
  const kept = Math.min(ms, timeoutMsMax);
  if (kept !== timeoutMs) header.set(name, grpc ? `${kept}m` : String(kept));
  return kept;
}
