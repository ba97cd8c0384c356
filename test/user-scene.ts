import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { type Database, openDatabase } from "../kit/db.ts";
import type { VerifyUser } from "../kit/gate.ts";
import { Problem } from "../kit/problem.ts";
import type { Routes } from "../kit/rpc.ts";
import type { DatabaseOf } from "./database.ts";
import { openScene } from "./scene.ts";

/** A service on a database of its own, whose callers may be users. A user's id is their access token. */
export async function userScene<S extends DescService>(
  name: DatabaseOf,
  service: S,
  routesOf: (deps: { database: Database }) => Routes,
) {
  const scene = await openScene(name, service, (url) => {
    const database = openDatabase(url, { max: 40 });
    return { database, routes: routesOf({ database }), door: { verifyUser } };
  });
  return { ...scene, asUser: (userId: string) => signedIn(service, scene.url, userId) };
}

/** Takes any user's id for their access token. */
const verifyUser: VerifyUser = async (token) => {
  if (!/^[0-9a-f-]{36}$/.test(token)) throw new Problem("INVALID_ACCESS_TOKEN");
  return { kind: "user", id: token, sessionId: token };
};

function signedIn<S extends DescService>(service: S, baseUrl: string, token: string): Client<S> {
  const transport = createConnectTransport({
    baseUrl,
    httpVersion: "1.1",
    interceptors: [
      (next) => (request) => {
        request.header.set("authorization", `Bearer ${token}`);
        return next(request);
      },
    ],
  });
  return createClient(service, transport);
}
