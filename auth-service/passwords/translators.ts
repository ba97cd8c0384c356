import type {
  MatchSealedPasswordRequest,
  SealPasswordHashRequest,
  SealPasswordRequest,
} from "../../gen/flock/auth/v1/user_service_pb.ts";
import { parseUserId } from "../users/translators.ts";

/** What a request asks to judge, and to seal unless it only wants a judgement. */
export const sealInputFromProto = (message: SealPasswordRequest) => ({
  userId: parseUserId(message.userId),
  email: message.email,
  username: message.username,
  password: message.password,
  validateOnly: message.validateOnly,
});

/** The password hash of another system that a request asks to seal. */
export const sealHashInputFromProto = (message: SealPasswordHashRequest) => ({
  userId: parseUserId(message.userId),
  email: message.email,
  passwordHash: message.passwordHash,
});

/** A password, and what was sealed for a user id, as a request gives them. */
export const matchInputFromProto = (message: MatchSealedPasswordRequest) => ({
  userId: parseUserId(message.userId),
  sealedPassword: message.sealedPassword,
  password: message.password,
});
