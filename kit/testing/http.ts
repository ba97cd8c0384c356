import http2 from "node:http2";

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
