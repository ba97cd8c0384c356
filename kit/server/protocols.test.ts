import assert from "node:assert/strict";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import { test } from "node:test";
import type { NodeHandler } from "../listen.ts";
import { testCertificate } from "../testing/certificate.ts";
import { speak } from "../testing/http.ts";
import { listening } from "../testing/listener.ts";

test("bytes that come one by one, or as one piece, are understood", async (t) => {
  const { port } = await listening(t);
  const text = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
  assert.match(await speak(port, text), /hello over 1\.1$/);
  assert.match(await speak(port, text, 1), /hello over 1\.1$/);
});

test("a client that hangs up in the middle of anything does no harm", async (t) => {
  const { port, url } = await listening(t);
  for (const text of ["", "P", "PRI * HT", "GET / HTTP/1.1\r\nho"]) {
    const socket = net.connect(port, "127.0.0.1", () => socket.end(text, () => socket.resetAndDestroy()));
    await new Promise((resolve) => socket.on("error", () => undefined).once("close", resolve));
  }
  assert.equal((await fetch(url)).status, 200);
});

test("a client that sends nothing, half a header or half a handshake is cut off in time", async (t) => {
  const clear = await listening(t, { headerMs: 300 });
  const secure = await listening(t, { headerMs: 300, tls: testCertificate });
  const start = performance.now();
  const hold = (port: number, text: string) => speak(port, text, text.length, 10_000);
  const half = "GET / HTTP/1.1\r\nhost: a\r\n";
  const [silent, slow] = await Promise.all([hold(clear.port, ""), hold(clear.port, half), hold(secure.port, "")]);
  assert.equal(silent, "");
  assert.match(slow ?? "", /^HTTP\/1.1 408 /);
  const ms = performance.now() - start;
  assert.ok(ms > 250 && ms < 3_000, `${ms}`);
});

test("with a certificate it speaks TLS, both versions of HTTP", async (t) => {
  const { port } = await listening(t, { tls: testCertificate });
  const over1 = new Promise<string>((resolve) => {
    https.get({ port, host: "localhost", ca: testCertificate.cert }, async (response) => {
      resolve(Buffer.concat(await response.toArray()).toString());
    });
  });
  assert.equal(await over1, "hello over 1.1");
  const session = http2.connect(`https://localhost:${port}`, { ca: testCertificate.cert });
  const over2 = Buffer.concat(await session.request({ ":path": "/" }).toArray()).toString();
  session.close();
  assert.equal(over2, "hello over 2.0");
});

test("when it stops, idle connections close at once and a busy one after its answer", async (t) => {
  let answer = () => undefined as undefined;
  const handler: NodeHandler = (request, response) => {
    if (request.url !== "/slow") return void response.end("quick");
    answer = () => void response.end("slow");
  };
  const listener = await listening(t, { handler });
  const agent = new http.Agent({ keepAlive: true });
  const get = (path: string) =>
    new Promise<http.IncomingMessage>((resolve) => http.get(`${listener.url}${path}`, { agent }, resolve));
  (await get("/")).resume();
  const idle = http2.connect(listener.url);
  await new Promise((resolve) => idle.once("remoteSettings", resolve));
  const slow = get("/slow");
  while (Object.keys(agent.sockets).length === 0) await new Promise(setImmediate);
  await new Promise((resolve) => setTimeout(resolve, 50));
  listener.stopAccepting();
  await assert.rejects(fetch(listener.url));
  answer();
  const response = await slow;
  assert.equal(response.headers.connection, "close");
  response.resume();
  const start = performance.now();
  await listener.closed(10_000);
  assert.ok(performance.now() - start < 1_000);
});
