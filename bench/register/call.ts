import { randomBytes, randomUUID } from "node:crypto";
import { ConnectError } from "@connectrpc/connect";
import { RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { RegistrationService } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { connectClient } from "../../kit/client.ts";
import { reasonOf } from "../../kit/problem.ts";
import type { Answer, Call } from "../load.ts";

/** Somebody who has an account. */
export type Person = { email: string; password: string; username: string };

/** Registrations of people who never existed before. `people` are those that have an account by now. */
export function registerCalls(baseUrl: string): { call: Call; people: Person[] } {
  const client = connectClient(RegistrationService, { baseUrl, timeoutMs: 20_000 });
  const people: Person[] = [];
  const call = async (): Promise<Answer> => {
    const person = newPerson();
    try {
      const { registration } = await client.register(person);
      if (registration?.state !== RegistrationState.COMPLETED)
        return { kind: "failed", reason: "not COMPLETED in time" };
      people.push(person);
      return { kind: "accepted" };
    } catch (error) {
      return refusal(ConnectError.from(error));
    }
  };
  return { call, people };
}

function newPerson() {
  const username = `bench${randomBytes(8).toString("hex")}`;
  const email = `${username}@example.com`;
  return {
    requestId: randomUUID(),
    email,
    username,
    displayName: "Bench",
    password: randomBytes(18).toString("base64"),
  };
}

function refusal(error: ConnectError): Answer {
  const reason = reasonOf(error) ?? error.message;
  if (reason !== "OVERLOADED") return { kind: "failed", reason };
  const { seconds = 1n, nanos = 0 } = error.findDetails(RetryInfoSchema)[0]?.retryDelay ?? {};
  return { kind: "shed", retryAfterMs: Number(seconds) * 1000 + nanos / 1e6 };
}
