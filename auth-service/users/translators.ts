import { create } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { UserState as StateMessage, type User as UserMessage, UserSchema } from "../../gen/flock/auth/v1/user_pb.ts";
import {
  type CreateUserRequest,
  DeleteUserResponse_Outcome as OutcomeMessage,
} from "../../gen/flock/auth/v1/user_service_pb.ts";
import type { Registration } from "../../kit/ledger.ts";
import { requireDate } from "../../kit/timestamp.ts";
import { invalidField, parseUuid } from "../../kit/uuid.ts";
import type { UserRow } from "../schema.ts";
import { type UndoOutcome, type User, type UserState, userStates } from "./user.ts";

/** The columns of a row that are part of the user. Its password hash never is. */
export type UserColumns = Omit<UserRow, "passwordHash" | "registrationId">;

/** Row to domain. */
export const userFromRow = (row: UserColumns): User => ({
  id: row.id,
  email: row.email,
  state: row.status,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  emailVerifiedAt: row.emailVerifiedAt ?? undefined,
});

/** Domain to row. */
export const userToRow = ({ state, emailVerifiedAt, ...user }: User): UserColumns => ({
  ...user,
  status: state,
  emailVerifiedAt: emailVerifiedAt ?? null,
});

/** Domain to message. */
export const userToProto = (user: User): UserMessage =>
  create(UserSchema, {
    id: user.id,
    email: user.email,
    state: stateToProto[user.state],
    createdAt: timestampFromDate(user.createdAt),
    updatedAt: timestampFromDate(user.updatedAt),
    ...(user.emailVerifiedAt && { emailVerifiedAt: timestampFromDate(user.emailVerifiedAt) }),
  });

/** Message to domain. Throws INVALID_REQUEST that names the field which is wrong. */
export const userFromProto = (message: UserMessage): User => ({
  id: parseUserId(message.id, "id"),
  email: message.email,
  state: stateFromProto(message.state),
  createdAt: requireDate(message.createdAt, "created_at"),
  updatedAt: requireDate(message.updatedAt, "updated_at"),
  emailVerifiedAt: message.emailVerifiedAt && timestampDate(message.emailVerifiedAt),
});

/** A user's id in lower case. Throws INVALID_REQUEST. */
export const parseUserId = (text: string, field = "user_id") => parseUuid(text, field, "user");

/** Whose registration a request speaks of. */
export const registrationFromProto = (message: { userId: string; registrationId: string }): Registration => ({
  userId: parseUserId(message.userId),
  registrationId: parseUuid(message.registrationId, "registration_id", "registration"),
});

/** The user that a request asks for, its password still sealed. */
export const newUserFromProto = (message: CreateUserRequest) => ({
  ...registrationFromProto(message),
  email: message.email,
  sealedPassword: message.sealedPassword,
});

/** How an undo ended, as a message says it. */
export const outcomeToProto = (outcome: UndoOutcome): OutcomeMessage =>
  ({ deleted: OutcomeMessage.DELETED, absent: OutcomeMessage.ABSENT, active: OutcomeMessage.ACTIVE })[outcome];

const stateToProto: Record<UserState, StateMessage> = {
  pending: StateMessage.PENDING,
  active: StateMessage.ACTIVE,
  disabled: StateMessage.DISABLED,
  deleting: StateMessage.DELETING,
  erasing: StateMessage.ERASING,
};

function stateFromProto(message: StateMessage): UserState {
  const state = userStates.find((candidate) => stateToProto[candidate] === message);
  if (!state) throw invalidField("state", "invalid user state");
  return state;
}
