import { setTimeout as sleep } from "node:timers/promises";
import { type Registration, RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { Problem, type Reason, reasons } from "../../kit/problem.ts";
import { explain } from "../explain.ts";
import { Failure } from "../failure.ts";
import { required } from "../required.ts";
import type { Tools } from "../tools.ts";

const POLL_MS = 500;

/**
 * Follows a registration until it has ended or the time has come (milliseconds since the epoch), and answers it as it is
 * then. One that failed is thrown as the error that Register would have answered. Outages on the way are waited out.
 */
export async function untilEnded(
  { registrations, out }: Pick<Tools, "registrations" | "out">,
  first: Registration,
  giveUpAt: number,
): Promise<Registration> {
  let last = first;
  if (last.state === RegistrationState.RUNNING) out.note("the registration is under way");
  while (last.state === RegistrationState.RUNNING && Date.now() < giveUpAt) {
    await sleep(POLL_MS);
    last = await registrations
      .getRegistration({ id: last.id })
      .then(({ registration }) => required(registration), known(last));
  }
  if (last.state === RegistrationState.FAILED) throw refusalOf(last);
  return last;
}

const known = (registration: Registration) => (error: unknown) => {
  if (explain(error).ending !== "later") throw error;
  return registration;
};

function refusalOf({ failureReason }: Registration): Error {
  if (Object.hasOwn(reasons, failureReason)) return new Problem(failureReason as Reason);
  return new Failure("refused", failureReason, "the registration failed");
}
