import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { createUserIds } from "../orchestrator/registration/user-ids.ts";
import { createWatchers, type WatchersOptions } from "../orchestrator/registration/watchers.ts";
import { orchestratorRoutes } from "../orchestrator/routes.ts";
import { sagaWorld, testKeys } from "./saga-world.ts";
import { serveForTest } from "./serving.ts";

/** The world of the sagas with the orchestrator's door in front of it, on a real port. */
export async function doorWorld(watching: Partial<WatchersOptions> = {}) {
  const world = await sagaWorld();
  const { registrations } = world;
  const watch = createWatchers({ registrations, everyMs: 50, ...watching });
  const { users } = world.clients;
  const routes = orchestratorRoutes({ users, registrations, watch, userIds: createUserIds(testKeys()) });
  const served = await serveForTest(RegistrationService, routes);
  const door = createClient(RegistrationService, createConnectTransport({ baseUrl: served.url, httpVersion: "1.1" }));
  const close = async () => {
    await served.close();
    await world.close();
  };
  return {
    ...world,
    url: served.url,
    logged: served.logged,
    door,
    operator: served.clientOf(RegistrationService, "operator"),
    close,
  };
}
