import type { Call } from "../../load.ts";
import type { Person } from "../../register/call.ts";
import { asker, callOf, inTurn } from "../json-calls.ts";

/** The newest tokens of a session. */
export type Tokens = { accessToken: string; refreshToken: string };

/** What auth-service is asked. */
export type FlockCalls = {
  signIn: Call;
  refresh: Call;
  currentUser: Call;
  /** Refreshes one of the sessions that nobody else refreshes now; answers its new tokens. */
  renew(): Promise<Tokens>;
  /** Asks as the bearer of this token. */
  currentUserOf(accessToken: string): Promise<unknown>;
};

const SESSIONS = 16;
const SERVICE = "/flock.auth.v1.AuthService";

/**
 * Signs people in at auth-service; answers what they then ask. The first ones keep these sessions and the others sign in
 * again, because the oldest of too many sessions of one person ends.
 */
export async function flockCalls(baseUrl: string, people: Person[]): Promise<FlockCalls> {
  const ask = asker(baseUrl);
  const tokensFor = async (method: string, json: object) =>
    JSON.parse((await ask(`${SERVICE}/${method}`, { json })).body) as Tokens;
  const signInAs = ({ email, password }: Person) => tokensFor("SignIn", { email, password });
  const sessions: Tokens[] = [];
  for (const one of people.slice(0, SESSIONS)) sessions.push(await signInAs(one));
  const person = inTurn(people.slice(SESSIONS));
  const [free, session] = [[...sessions], inTurn(sessions)];
  const renew = async () => {
    const one = free.shift();
    if (!one) throw new Error("more clients than sessions");
    const tokens = await tokensFor("RefreshSession", { refreshToken: one.refreshToken });
    free.push(Object.assign(one, tokens));
    return tokens;
  };
  const currentUserOf = (token: string) =>
    ask(`${SERVICE}/GetCurrentUser`, { headers: { authorization: `Bearer ${token}` }, json: {} });
  const currentUser = () => currentUserOf(session().accessToken);
  return {
    signIn: callOf(() => signInAs(person())),
    refresh: callOf(renew),
    currentUser: callOf(currentUser),
    renew,
    currentUserOf,
  };
}
