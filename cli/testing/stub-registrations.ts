import { randomUUID } from "node:crypto";
import type { ServiceImpl } from "@connectrpc/connect";
import { RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import type { RegistrationService } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { Problem } from "../../kit/problem.ts";

/** What the orchestrator is asked to import. */
export type Imported = { requestId: string; username: string };

const taken = () => new Problem("USERNAME_TAKEN", { fields: [{ field: "username", description: "is taken" }] });

/** The orchestrator in memory. The username chooses what happens; `gate` holds imports back until it resolves. */
export function stubRegistrations() {
  const accounts = new Map<string, { userId: string; requestId: string }>();
  const calls: Imported[] = [];
  const state = {
    gate: Promise.resolve() as Promise<unknown>,
    running: 0,
    most: 0,
    /** What Register answers, and what GetRegistration does. */
    registered: RegistrationState.COMPLETED as RegistrationState,
    later: RegistrationState.COMPLETED as RegistrationState,
  };
  const tries = (requestId: string) => calls.filter((call) => call.requestId === requestId).length;
  const importUser = (email: string, requestId: string, username: string) => {
    if (username.startsWith("taken")) throw taken();
    if (username === "busy" && tries(requestId) < 3) throw new Problem("OVERLOADED", { retryAfterMs: 10 });
    if (username === "away") throw new Problem("SERVICE_UNAVAILABLE");
    const waits = username === "slow" && tries(requestId) < 2;
    if (waits) return { registration: registration(requestId, RegistrationState.RUNNING), userId: randomUUID() };
    const account = accounts.get(email) ?? { userId: randomUUID(), requestId };
    accounts.set(email, account);
    if (account.requestId !== requestId) return { registration: {}, userId: account.userId, existed: true };
    return { registration: registration(requestId, RegistrationState.COMPLETED), userId: account.userId };
  };
  const routes: Partial<ServiceImpl<typeof RegistrationService>> = {
    importUser: async ({ requestId, email, username }) => {
      calls.push({ requestId, username });
      state.running++;
      state.most = Math.max(state.most, state.running);
      await state.gate;
      state.running--;
      return importUser(email, requestId, username);
    },
    register: ({ requestId, username, validateOnly }) => {
      if (username === "taken") throw taken();
      return { registration: validateOnly ? {} : registration(requestId, state.registered) };
    },
    getRegistration: ({ id }) => ({ registration: registration(id, state.later, "EMAIL_TAKEN") }),
  };
  return { routes, accounts, calls, state };
}

const registration = (id: string, state: RegistrationState, reason = "") => ({
  id,
  state,
  failureReason: state === RegistrationState.FAILED ? reason : "",
});
