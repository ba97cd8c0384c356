import { Problem } from "../../kit/problem.ts";
import type { CheckCredentials } from "../passwords/check-credentials.ts";
import type { User } from "../users/user.ts";
import { beginSession } from "./begin-session.ts";
import type { TokenDeps, Tokens } from "./refresh-session.ts";

/** Who signs in, and from what. */
export type SignInInput = { email: string; password: string; device: string; address: string };

/** What signing in needs. */
export type SignInDeps = TokenDeps & { checkCredentials: CheckCredentials };

/** The session and its first tokens, and who has signed in. */
export type SignedIn = Tokens & { user: User };

/** Begins a session. Throws INVALID_CREDENTIALS, for whatever cause, OVERLOADED and KEY_UNAVAILABLE. */
export const signIn = (deps: SignInDeps) => {
  const begin = beginSession(deps);
  const attempt = async ({ email, password, ...from }: SignInInput, signal?: AbortSignal) => {
    const checked = await deps.checkCredentials({ email, password }, signal);
    const begun = await begin({ ...from, checked });
    return begun && { ...begun, user: checked.user };
  };
  return async (input: SignInInput, signal?: AbortSignal): Promise<SignedIn> => {
    // The second time for a hash that was renewed between its check and now; it is no other password because of that.
    const signedIn = (await attempt(input, signal)) ?? (await attempt(input, signal));
    if (!signedIn) throw new Problem("INVALID_CREDENTIALS");
    return signedIn;
  };
};
