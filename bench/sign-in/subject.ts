import type { Call } from "../load.ts";

/**
 * Everything that a server is asked, by the name that the report gives it. Flock's are its RPCs, those of better-auth the
 * paths below /api/auth/.
 */
export type CallName =
  | "SignIn"
  | "sign-in/email, bcrypt"
  | "sign-in/email, scrypt"
  | "RefreshSession"
  | "get-session, written"
  | "GetCurrentUser"
  | "get-session";

/** How a call hashes, and a call of the same server that hashes nothing but signs what it answers alike. */
export type Hashing = { scheme: "bcrypt" | "scrypt"; plain: CallName };

/** The calls that hash a password. */
export const hashingCalls: Partial<Record<CallName, Hashing>> = {
  SignIn: { scheme: "bcrypt", plain: "RefreshSession" },
  "sign-in/email, bcrypt": { scheme: "bcrypt", plain: "get-session, written" },
  "sign-in/email, scrypt": { scheme: "scrypt", plain: "get-session" },
};

/** One call of a server that is measured, with the server's process and that of its PostgreSQL. */
export type Subject = { name: CallName; call: Call; pid: number; postgresPid: number };
