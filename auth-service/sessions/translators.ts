import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  ListSessionsRequest,
  RevokeSessionRequest,
  SignInRequest,
} from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { type Session as SessionMessage, SessionSchema } from "../../gen/flock/auth/v1/session_pb.ts";
import { requireDate } from "../../kit/timestamp.ts";
import { parseUuid } from "../../kit/uuid.ts";
import type { SessionRow, TokenRow } from "../schema.ts";
import { pageSize, parsePageToken } from "./page.ts";
import type { Tokens } from "./refresh-session.ts";
import type { TokenState } from "./rotation.ts";
import { deviceName, type Session } from "./session.ts";

/** Row to domain. */
export const sessionFromRow = (row: SessionRow): Session => ({
  id: row.id,
  userId: row.userId,
  device: row.device,
  address: row.address,
  createdAt: row.createdAt,
  lastUsedAt: row.lastUsedAt,
  expiresAt: row.expiresAt,
  endsAt: row.endsAt,
});

/** Domain to row. */
export const sessionToRow = (session: Session): SessionRow => ({ ...session });

/** Row to domain: what happened to a token so far. */
export const tokenStateFromRow = ({ usedAt, replacedAt }: Pick<TokenRow, "usedAt" | "replacedAt">): TokenState => ({
  usedAt: usedAt ?? undefined,
  replacedAt: replacedAt ?? undefined,
});

/** Domain to message, for a caller whose session is `currentId`. */
export const sessionToProto = (session: Session, currentId: string | undefined): SessionMessage =>
  create(SessionSchema, {
    id: session.id,
    userId: session.userId,
    device: session.device,
    address: session.address,
    createdAt: timestampFromDate(session.createdAt),
    lastUsedAt: timestampFromDate(session.lastUsedAt),
    expiresAt: timestampFromDate(session.expiresAt),
    endsAt: timestampFromDate(session.endsAt),
    current: session.id === currentId,
  });

/** A session with its new access token, to the client that holds it. Its refresh token travels as the client asked. */
export const tokensToProto = ({ accessToken, expiresAt, session }: Omit<Tokens, "refreshToken">) => ({
  accessToken,
  accessTokenExpiresAt: timestampFromDate(expiresAt),
  session: sessionToProto(session, session.id),
});

/** Message to domain. Throws INVALID_REQUEST that names the field which is wrong. */
export const sessionFromProto = (message: SessionMessage): Session => ({
  id: parseUuid(message.id, "id", "session"),
  userId: parseUuid(message.userId, "user_id", "user"),
  device: message.device,
  address: message.address,
  createdAt: requireDate(message.createdAt, "created_at"),
  lastUsedAt: requireDate(message.lastUsedAt, "last_used_at"),
  expiresAt: requireDate(message.expiresAt, "expires_at"),
  endsAt: requireDate(message.endsAt, "ends_at"),
});

/** Who asks to sign in, and from what: the request, the `User-Agent` header and the network address. */
export const signInInputFromProto = (
  message: Pick<SignInRequest, "email" | "password" | "device">,
  userAgent: string | null,
  address: string,
) => ({
  email: message.email,
  password: message.password,
  device: deviceName(message.device, userAgent),
  address,
});

/** Which sessions a request asks for. Throws INVALID_REQUEST. */
export const pageFromProto = (message: Pick<ListSessionsRequest, "pageSize" | "pageToken">) => ({
  size: pageSize(message.pageSize),
  after: parsePageToken(message.pageToken),
});

/** Which session a request asks to end. Throws INVALID_REQUEST. */
export const sessionIdFromProto = (message: Pick<RevokeSessionRequest, "sessionId">): string =>
  parseUuid(message.sessionId, "session_id", "session");
