import type { HandlerContext } from "@connectrpc/connect";
import type { Registration } from "../../gen/flock/registration/v1/registration_pb.ts";
import type { WatchRegistrationRequest } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { currentTrace } from "../../kit/trace.ts";
import { registrationToProto } from "./translators.ts";
import type { Watchers } from "./watchers.ts";

/** Streams a registration's state now and every change of it. */
export const watchRegistration = ({ watch }: { watch: Watchers }) =>
  async function* (
    request: WatchRegistrationRequest,
    context: HandlerContext,
  ): AsyncGenerator<{ registration: Registration }> {
    const id = request.id.toLowerCase();
    for await (const progress of watch(id, currentTrace()?.peer ?? "", context.signal)) {
      yield { registration: registrationToProto(id, progress) };
    }
  };
