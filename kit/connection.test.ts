import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { testDatabase } from "../test/database.ts";
import { connect, withConnection } from "./connection.ts";
import { isOutage, sqlState } from "./sql-state.ts";

describe("a single connection", () => {
  const outageOf = (call: Promise<unknown>) =>
    call.then(
      () => "none",
      (error) => isOutage(error) && sqlState(error),
    );

  /** How connecting ends at a server that does this with a caller. */
  async function outageAt(server: (socket: Socket) => void, parameters = ""): Promise<unknown> {
    const listener = createServer(server);
    await once(listener.listen(0, "127.0.0.1"), "listening");
    const url = `postgres://nobody:x@127.0.0.1:${(listener.address() as AddressInfo).port}/none${parameters}`;
    return outageOf(connect(url, { connectTimeoutMs: 200 })).finally(() => listener.close());
  }

  it("tells an outage from everything else, however the server fails to answer", async () => {
    assert.equal(await outageAt(() => {}), "CONNECT_TIMEOUT");
    assert.equal(await outageAt((socket) => socket.end()), "CONNECTION_CLOSED");
    assert.equal(await outageAt((socket) => socket.end("E"), "?sslmode=verify-full"), "CONNECTION_CLOSED");
    assert.equal(await outageAt((socket) => socket.end("N"), "?sslmode=verify-full"), false);
  });

  it("may be lost while nobody uses it, and its next statement says so", async () => {
    const { url, adminUrl, drop } = await testDatabase("auth");
    await withConnection(url, async (connection) => {
      const { rows } = await connection.query("select pg_backend_pid() as pid");
      await withConnection(adminUrl, (admin) => admin.query("select pg_terminate_backend($1, 2000)", [rows[0].pid]));
      await sleep(50);
      assert.equal(await outageOf(connection.query("select 1")), "CONNECTION_CLOSED");
    });
    await drop();
  });
});
