import http2 from "node:http2";
import net from "node:net";
import { fromBinary } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";

/** An answer as its text, whatever part of HTTP it came in. */
export type RawAnswer = { status: number; headers: Record<string, unknown>; text: string };

/** Posts bytes over HTTP/1.1. */
export async function postH1(
  url: string,
  headers: Record<string, string>,
  body: string | Uint8Array,
): Promise<RawAnswer> {
  const response = await fetch(url, { method: "POST", headers, body: Buffer.from(body) });
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

/** Posts bytes over HTTP/2 without TLS; the headers include the trailers. */
export async function postH2(
  url: string,
  headers: Record<string, string>,
  body: string | Uint8Array,
): Promise<RawAnswer> {
  const { origin, pathname } = new URL(url);
  const session = http2.connect(origin);
  const stream = session.request({ ":method": "POST", ":path": pathname, ...headers });
  const seen: Record<string, unknown> = {};
  stream.on("response", (got) => Object.assign(seen, got)).on("trailers", (got) => Object.assign(seen, got));
  stream.end(Buffer.from(body));
  const chunks: Buffer[] = await stream.toArray();
  session.close();
  return { status: Number(seen[":status"]), headers: seen, text: Buffer.concat(chunks).toString("latin1") };
}

/** One message of a gRPC, gRPC-Web or Connect stream. */
export function envelope(text: string): Uint8Array {
  const body = Buffer.from(text);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** The reason and fields of a raw answer in any protocol. */
export function refusal({ headers, text }: RawAnswer): { reason: string | undefined; fields: string[] } {
  const bin = String(headers["grpc-status-details-bin"] ?? /grpc-status-details-bin: (\S+)/i.exec(text)?.[1] ?? "");
  const { details } = fromBinary(StatusSchema, Buffer.from(bin, "base64"));
  const read = details.map(({ typeUrl, value }) => [typeUrl.split("/")[1], value] as const);
  const fromJson = [...text.matchAll(/"type":"([\w.]+)"[^[]*?(?:\[[^\]]*\])?[^[]*?"value":"([\w+/=]+)"/g)];
  const all = [...read, ...fromJson.map(([, type, value]) => [type, Buffer.from(value ?? "", "base64")] as const)];
  const find = (type: string) => all.find(([name]) => name === type)?.[1];
  const info = find(ErrorInfoSchema.typeName);
  const bad = find(BadRequestSchema.typeName);
  return {
    reason: info && fromBinary(ErrorInfoSchema, info).reason,
    fields: bad ? fromBinary(BadRequestSchema, bad).fieldViolations.map(({ field }) => field) : [],
  };
}

/** Sends text over a bare socket, in pieces, and answers what came back until the server closes or pauses for so long. */
export function speak(port: number, text: string, pieceLength = text.length, pauseMs = 1_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", async () => {
      for (let at = 0; at < text.length; at += pieceLength) {
        socket.write(text.slice(at, at + pieceLength));
        await new Promise(setImmediate);
      }
    });
    let heard = "";
    socket.setNoDelay().setTimeout(pauseMs, () => socket.destroy());
    socket.on("data", (data) => {
      heard += data;
    });
    socket.on("close", () => resolve(heard)).on("error", reject);
  });
}
