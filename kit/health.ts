import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Status } from "../gen/grpc/health/v1/health_pb.ts";
import { Problem } from "./problem.ts";
import type { Ready } from "./server/ready.ts";

/**
 * grpc.health.v1: Check and List of the process (service "") and of each service, SERVING only while it is ready. Watch is not
 * implemented, which the protocol allows.
 */
export const healthRoutes =
  (isReady: Ready, services: () => readonly DescService[]) =>
  (router: ConnectRouter): void => {
    const names = () => ["", ...services().map(({ typeName }) => typeName)];
    const status = async () => ({ status: (await isReady()) ? Status.SERVING : Status.NOT_SERVING });
    router.service(Health, {
      check: ({ service }) => {
        if (!names().includes(service)) throw new Problem("SERVICE_NOT_FOUND");
        return status();
      },
      list: async () => {
        const each = await status();
        return { statuses: Object.fromEntries(names().map((name) => [name, each])) };
      },
    });
  };
