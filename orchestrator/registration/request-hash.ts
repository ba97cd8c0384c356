import { createHash } from "node:crypto";
import type { ImportUserRequest, RegisterRequest } from "../../gen/flock/registration/v1/registration_service_pb.ts";

/** SHA-256 of what a request asks for, as sent. The password is not in it: MatchSealedPassword compares that. */
export const requestHash = ({ email, username, displayName }: RegisterRequest): string =>
  sha256(JSON.stringify([email, username, displayName]));

/** The same of an import. The password hash is in it by its own SHA-256, so that nothing else is needed to compare it. */
export const importHash = ({ email, username, displayName, passwordHash }: ImportUserRequest): string =>
  sha256(JSON.stringify([email, username, displayName, sha256(passwordHash)]));

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");
