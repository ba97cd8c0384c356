import type { Registration } from "../../gen/flock/registration/v1/registration_pb.ts";
import type { GetRegistrationRequest } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { Problem } from "../../kit/problem.ts";
import type { Registrations } from "./registrations.ts";
import { registrationToProto } from "./translators.ts";

/** Answers where a registration stands, with or without a worker. */
export const getRegistration =
  ({ registrations }: { registrations: Registrations }) =>
  async (request: GetRegistrationRequest): Promise<{ registration: Registration }> => {
    const id = request.id.toLowerCase();
    const found = await registrations.find(id);
    if (!found) throw new Problem("REGISTRATION_NOT_FOUND");
    return { registration: registrationToProto(id, found.progress) };
  };
