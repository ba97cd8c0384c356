// The least that a node:http server can do for such a call: read JSON, answer JSON. Prints its port.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { stdout } from "node:process";
import { json } from "node:stream/consumers";

const profile = {
  id: "019aaaaa-0000-7000-8000-000000000001",
  userId: "019aaaaa-0000-7000-8000-000000000002",
  displayName: "Bench",
  bio: "",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};

const server = createServer(async (request, response) => {
  const { username } = (await json(request)) as { username: string };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ profile: { ...profile, username } }));
});
server.listen(0, "127.0.0.1", () => stdout.write(`${(server.address() as AddressInfo).port}\n`));
