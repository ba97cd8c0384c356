import type { ConnectRouter } from "@connectrpc/connect";
import { AuthService } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { userOf } from "../../kit/gate.ts";
import { currentTrace } from "../../kit/trace.ts";
import { type CheckCredentialsDeps, checkCredentials } from "../passwords/check-credentials.ts";
import { getUser } from "../users/get-user.ts";
import { userToProto } from "../users/translators.ts";
import { type ChangePasswordDeps, changePassword } from "./change-password.ts";
import { listSessions } from "./list-sessions.ts";
import { refreshSession } from "./refresh-session.ts";
import { revokeOtherSessions } from "./revoke-other-sessions.ts";
import { revokeSession } from "./revoke-session.ts";
import { type SignInDeps, signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";
import { chosenCarrier, forbidCaching, forgetToken, giveToken, receivedToken } from "./token-carrier.ts";
import {
  pageFromProto,
  sessionIdFromProto,
  sessionToProto,
  signInInputFromProto,
  tokensToProto,
} from "./translators.ts";

/** What the verbs of AuthService work with. Cookies are taken from pages of these origins only. */
export type AuthServiceDeps = CheckCredentialsDeps &
  Omit<SignInDeps & ChangePasswordDeps, "checkCredentials"> & { allowedOrigins: readonly string[] };

/** Every method of AuthService, and the verb that answers it. */
export function authServiceRoutes({ allowedOrigins: origins, ...needed }: AuthServiceDeps) {
  const deps = { ...needed, checkCredentials: checkCredentials(needed) };
  const [begin, refresh, end] = [signIn(deps), refreshSession(deps), signOut(deps)];
  const [get, list, change] = [getUser(deps), listSessions(deps), changePassword(deps)];
  const [revoke, revokeOthers] = [revokeSession(deps), revokeOtherSessions(deps)];
  const address = () => currentTrace()?.peer ?? "";
  return (router: ConnectRouter) =>
    router.service(AuthService, {
      signIn: async (request, context) => {
        const carrier = chosenCarrier(request.cookie, context, origins);
        const userAgent = context.requestHeader.get("user-agent");
        const { user, ...tokens } = await begin(signInInputFromProto(request, userAgent, address()), context.signal);
        const refreshToken = giveToken(tokens, carrier, context);
        return { ...tokensToProto(tokens), refreshToken, user: userToProto(user) };
      },
      refreshSession: async (request, context) => {
        const { token, carrier } = receivedToken(request.refreshToken, context, origins);
        const tokens = await refresh({ token, address: address() });
        return { ...tokensToProto(tokens), refreshToken: giveToken(tokens, carrier, context) };
      },
      signOut: async (request, context) => {
        const { token, carrier } = receivedToken(request.refreshToken, context, origins);
        await end(token);
        forgetToken(carrier, context);
        return {};
      },
      getCurrentUser: async (_, context) => {
        forbidCaching(context);
        return { user: userToProto(await get(userOf(context).id)) };
      },
      listSessions: async (request, context) => {
        forbidCaching(context);
        const { id: userId, sessionId } = userOf(context);
        const { sessions, nextPageToken } = await list({ userId, ...pageFromProto(request) });
        return { sessions: sessions.map((session) => sessionToProto(session, sessionId)), nextPageToken };
      },
      revokeSession: async (request, context) => {
        await revoke({ caller: userOf(context), sessionId: sessionIdFromProto(request) });
        return {};
      },
      revokeOtherSessions: async (_, context) => ({ ended: await revokeOthers(userOf(context)) }),
      changePassword: async ({ currentPassword, newPassword }, context) => ({
        ended: await change({ caller: userOf(context), currentPassword, newPassword }, context.signal),
      }),
    });
}
