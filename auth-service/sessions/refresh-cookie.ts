// Threat: a script that got into a page reads whatever the page can read, and another site's page sends whatever the browser
// sends by itself. So in browser mode the refresh token lives in a cookie that no script reads (HttpOnly), that goes over TLS
// only (Secure), to this host only and that no other host of the domain can set (`__Host-`), and never with a request that
// another site began (SameSite=Strict). Other origins of the same site are kept out by the Origin header. (RFC 6265bis.)

const REFRESH_COOKIE = "__Host-flock-refresh";

const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";

/** The `Set-Cookie` header that keeps a refresh token until a session's end. */
export const refreshCookie = (token: string, { now, endsAt }: { now: Date; endsAt: Date }): string =>
  `${REFRESH_COOKIE}=${token}; ${attributes}; Max-Age=${Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / 1000))}`;

/** The `Set-Cookie` header that makes a browser forget it. */
export const expiredRefreshCookie = `${REFRESH_COOKIE}=; ${attributes}; Max-Age=0`;

/** The values that a `Cookie` header has under its name. Browsers send one at most. */
export const refreshCookies = (header: string | null): string[] =>
  (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${REFRESH_COOKIE}=`))
    .map((pair) => pair.slice(REFRESH_COOKIE.length + 1));
