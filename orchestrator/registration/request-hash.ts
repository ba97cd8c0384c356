import { createHash } from "node:crypto";
import type { RegisterRequest } from "../../gen/flock/registration/v1/registration_service_pb.ts";

/** SHA-256 of what a request asks for, as sent. The password is not in it: MatchSealedPassword compares that. */
export const requestHash = ({ email, username, displayName }: RegisterRequest): string =>
  createHash("sha256")
    .update(JSON.stringify([email, username, displayName]))
    .digest("base64url");
