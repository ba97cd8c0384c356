import { Problem, reasonOf, reasons } from "../../kit/problem.ts";

/**
 * What a caller may learn of a failed call to auth-service: its refusal of the request, or that it is busy. Everything
 * else, our own refused credential included, is an outage to a caller, who can do nothing but try again.
 */
export async function upstream<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const reason = reasonOf(error);
    if (reason && (reasons[reason].final || reason === "OVERLOADED")) throw error;
    throw new Problem("SERVICE_UNAVAILABLE", { retryAfterMs: 1000, cause: error });
  }
}
