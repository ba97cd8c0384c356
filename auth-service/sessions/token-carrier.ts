import type { HandlerContext } from "@connectrpc/connect";
import { Problem } from "../../kit/problem.ts";
import { invalidField } from "../../kit/uuid.ts";
import { expiredRefreshCookie, refreshCookie, refreshCookies } from "./refresh-cookie.ts";
import type { Session } from "./session.ts";

/** How a refresh token travels between a client and us: in the messages, or in a cookie. */
export type Carrier = "body" | "cookie";

type Context = Pick<HandlerContext, "requestHeader" | "responseHeader">;
type Given = { refreshToken: string; session: Session };

/** The carrier that a client asks for. Throws ORIGIN_REFUSED for a cookie on a page that is not of an allowed origin. */
export function chosenCarrier(cookie: boolean, { requestHeader }: Context, origins: readonly string[]): Carrier {
  if (cookie) requireOrigin(requestHeader, origins);
  return cookie ? "cookie" : "body";
}

/**
 * The refresh token of a request, and how it came. Throws ORIGIN_REFUSED, and INVALID_REQUEST when there is none or more than
 * one.
 */
export function receivedToken(inBody: string, { requestHeader }: Context, origins: readonly string[]) {
  const [cookie, second] = refreshCookies(requestHeader.get("cookie"));
  if (cookie === undefined) return { token: required(inBody), carrier: "body" as const };
  requireOrigin(requestHeader, origins);
  if (inBody !== "") throw invalidField("refresh_token", "must not be sent together with the cookie");
  if (second !== undefined) throw invalidField("refresh_token", "must not come in more than one cookie");
  return { token: cookie, carrier: "cookie" as const };
}

/** Sends a refresh token the way it travels, and gives what goes into the body. No cache may keep the answer. */
export function giveToken({ refreshToken, session }: Given, carrier: Carrier, { responseHeader }: Context): string {
  forbidCaching({ responseHeader });
  if (carrier === "body") return refreshToken;
  const { lastUsedAt: now, endsAt } = session;
  responseHeader.set("set-cookie", refreshCookie(refreshToken, { now, endsAt }));
  return "";
}

/** Makes a client forget a refresh token that came in a cookie. */
export function forgetToken(carrier: Carrier, { responseHeader }: Pick<Context, "responseHeader">): void {
  if (carrier === "cookie") responseHeader.set("set-cookie", expiredRefreshCookie);
}

/** Keeps an answer that is one person's business out of every cache (RFC 9111, 5.2.2.5; RFC 6749, 5.1 for tokens). */
export function forbidCaching({ responseHeader }: Pick<Context, "responseHeader">): void {
  responseHeader.set("cache-control", "no-store");
}

function requireOrigin(header: Headers, origins: readonly string[]): void {
  const origin = header.get("origin");
  if (origin === null || !origins.includes(origin)) throw new Problem("ORIGIN_REFUSED");
}

function required(inBody: string): string {
  if (inBody === "") throw invalidField("refresh_token", "is required, here or in the cookie");
  return inBody;
}
