import type { Call } from "../../load.ts";
import type { Person } from "../../register/call.ts";
import { asker, callOf, inTurn } from "../json-calls.ts";

/** What a better-auth is asked. `getSession` throws for an answer that wrote where it was not to, or did not where it was. */
export type BetterAuthCalls = { signIn: Call; getSession: Call };

/** Signs people up at a better-auth, and so in; answers what they then ask. */
export async function betterAuthCalls(baseUrl: string, people: Person[], writes: boolean): Promise<BetterAuthCalls> {
  const ask = asker(baseUrl);
  const cookies: string[] = [];
  for (const { email, password, username } of people) {
    const { headers } = await ask("/api/auth/sign-up/email", { json: { email, password, name: username } });
    cookies.push((headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; "));
  }
  const [person, cookie] = [inTurn(people), inTurn(cookies)];
  const signIn = () => {
    const { email, password } = person();
    return ask("/api/auth/sign-in/email", { json: { email, password } });
  };
  const getSession = async () => {
    const { body, headers } = await ask("/api/auth/get-session", { method: "GET", headers: { cookie: cookie() } });
    if (!body.startsWith('{"session"')) throw new Error("get-session knows no session");
    if (writes !== !!headers["set-cookie"]) throw new Error(`get-session wrote: ${!writes}`);
  };
  return { signIn: callOf(signIn), getSession: callOf(getSession) };
}
