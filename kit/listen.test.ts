import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { ConfigError } from "./env.ts";
import { listen } from "./listen.ts";
import { postH2 } from "./testing/http.ts";
import { hello, listening } from "./testing/listener.ts";

const hasIpv6 = await new Promise<boolean>((resolve) => {
  const server = net.createServer().once("error", () => resolve(false));
  server.listen(0, "::1", () => server.close(() => resolve(true)));
});

test("one port speaks HTTP/1.1 and HTTP/2", async (t) => {
  const { url } = await listening(t);
  assert.equal(await (await fetch(url)).text(), "hello over 1.1");
  assert.equal((await postH2(`${url}/`, {}, "")).text, "hello over 2.0");
});

test("without a host it listens on both loopback families, on the same port, and nowhere else", async (t) => {
  const { port } = await listening(t);
  assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), "hello over 1.1");
  if (hasIpv6) assert.equal(await (await fetch(`http://[::1]:${port}`)).text(), "hello over 1.1");
  await assert.rejects(fetch(`http://127.0.0.2:${port}`));
});

test("with a host it listens there alone", async (t) => {
  const { port } = await listening(t, { host: "127.0.0.2" });
  assert.equal(await (await fetch(`http://127.0.0.2:${port}`)).text(), "hello over 1.1");
  await assert.rejects(fetch(`http://127.0.0.1:${port}`));
});

test("a port that is taken is told in one sentence", async (t) => {
  const { port } = await listening(t);
  const second = listen({ handler: hello, port });
  await assert.rejects(second, new ConfigError([`port ${port} on 127.0.0.1 is in use by another process`]));
});

test("a port that is taken in the other family only is told too, and the first one is given back", async (t) => {
  if (!hasIpv6) return;
  const { port } = await listening(t, { host: "::1" });
  await assert.rejects(listen({ handler: hello, port }), {
    message: `port ${port} on ::1 is in use by another process`,
  });
  await listening(t, { host: "127.0.0.1", port });
});

test("an address that is not of this machine is told by its variable", async () => {
  const elsewhere = listen({ handler: hello, host: "192.0.2.1", port: 0 });
  await assert.rejects(elsewhere, { message: "HOST: 192.0.2.1 is not an address of this machine (EADDRNOTAVAIL)" });
});
