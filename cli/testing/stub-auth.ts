import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { AuthService } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import type { Session } from "../../gen/flock/auth/v1/session_pb.ts";
import { UserState } from "../../gen/flock/auth/v1/user_pb.ts";
import { type UserCaller, userOf, type VerifyUser } from "../../kit/gate.ts";
import { Problem } from "../../kit/problem.ts";

type Living = { id: string; device: string; refreshToken: string; accessTokens: Set<string> };

/** One person. */
export const ada = { id: "01990000-0000-7000-8000-0000000000aa", email: "ada@example.com" };

/** auth-service in memory, stricter than the real one: a refresh token used twice ends its session at once. */
export function stubAuth() {
  const sessions = new Map<string, Living>();
  const state = { password: "seven wild geese over the lake", tokenMs: 600_000, refreshes: 0, refreshMs: 0 };
  const byToken = (token: string) => [...sessions.values()].find((session) => session.accessTokens.has(token));
  const verifyUser: VerifyUser = async (token): Promise<UserCaller> => {
    const session = byToken(token);
    if (!session) throw new Problem("INVALID_ACCESS_TOKEN");
    return { kind: "user", id: ada.id, sessionId: session.id };
  };
  const tokens = (session: Living) => {
    const accessToken = `access-${randomUUID()}`;
    session.accessTokens.add(accessToken);
    session.refreshToken = `${session.id}.${randomUUID()}`;
    const accessTokenExpiresAt = timestampFromMs(Date.now() + state.tokenMs);
    return { accessToken, accessTokenExpiresAt, refreshToken: session.refreshToken, session: shown(session) };
  };
  const routes: Partial<ServiceImpl<typeof AuthService>> = {
    signIn: ({ email, password, device }) => {
      if (email !== ada.email || password !== state.password) throw new Problem("INVALID_CREDENTIALS");
      const session = { id: randomUUID(), device, refreshToken: "", accessTokens: new Set<string>() };
      sessions.set(session.id, session);
      return { ...tokens(session), user: user() };
    },
    refreshSession: async ({ refreshToken }) => {
      state.refreshes++;
      await sleep(state.refreshMs);
      const session = sessions.get(refreshToken.split(".")[0] ?? "");
      if (session?.refreshToken !== refreshToken) {
        sessions.delete(session?.id ?? "");
        throw new Problem("INVALID_REFRESH_TOKEN");
      }
      return tokens(session);
    },
    signOut: ({ refreshToken }) => {
      sessions.delete(refreshToken.split(".")[0] ?? "");
      return {};
    },
    getCurrentUser: () => ({ user: user() }),
    listSessions: (_, context) => ({
      sessions: [...sessions.values()].map((session) => shown(session, userOf(context).sessionId === session.id)),
    }),
    revokeSession: ({ sessionId }) => {
      sessions.delete(sessionId);
      return {};
    },
    revokeOtherSessions: (_, context) => {
      const others = [...sessions.keys()].filter((id) => id !== userOf(context).sessionId);
      for (const id of others) sessions.delete(id);
      return { ended: others.length };
    },
    changePassword: ({ currentPassword, newPassword }) => {
      if (currentPassword !== state.password) throw new Problem("INVALID_CREDENTIALS");
      state.password = newPassword;
      return { ended: 0 };
    },
  };
  return { routes, verifyUser, sessions, state };
}

const moment = timestampFromMs(Date.UTC(2026, 0, 2, 3, 4, 5));
const user = () => ({ ...ada, state: UserState.ACTIVE, createdAt: moment, updatedAt: moment });
const shown = ({ id, device }: Living, current = false): Session =>
  ({
    id,
    userId: ada.id,
    device,
    address: "192.0.2.1",
    createdAt: moment,
    lastUsedAt: moment,
    expiresAt: moment,
    endsAt: moment,
    current,
  }) as Session;
