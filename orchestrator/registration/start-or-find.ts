import { Problem } from "../../kit/problem.ts";
import { currentTrace, newTraceId } from "../../kit/trace.ts";
import type { RegistrationInput } from "./contract.ts";
import type { Found, Registrations } from "./registrations.ts";

/** Starts a registration durably. Gives the one that its id belongs to already, for the caller to compare, if there is one. */
export async function startOrFind(
  registrations: Registrations,
  input: Omit<RegistrationInput, "traceId">,
  requestHash: string,
): Promise<Found | undefined> {
  const traceId = currentTrace()?.traceId ?? newTraceId();
  if (await registrations.start({ ...input, traceId }, requestHash)) return undefined;
  const found = await registrations.find(input.registrationId);
  if (!found) throw new Problem("SERVICE_UNAVAILABLE", { retryAfterMs: 1000 });
  return found;
}
