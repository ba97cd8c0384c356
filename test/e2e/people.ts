import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import type { Stack } from "../../dev/stack.ts";
import { databaseUrlsOf } from "../../dev/stack-database.ts";
import { type Registration, RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { RegistrationService } from "../../gen/flock/registration/v1/registration_service_pb.ts";
import { openSql } from "../sql.ts";

/** What somebody nobody knows yet would send. */
export function somebody() {
  const username = `u${randomUUID().slice(0, 8)}`;
  const password = "seven wandering otters";
  return { requestId: randomUUID(), email: `${username}@example.com`, password, username, displayName: "Some Body" };
}

/** The orchestrator as a browser calls it. */
export const browserOf = (stack: Stack) =>
  createClient(RegistrationService, createConnectTransport({ baseUrl: stack.urls.orchestrator }));

/** Asks for a registration until it has ended, through whatever outages there are. */
export async function ended(stack: Stack, id: string, withinMs = 60_000): Promise<Registration> {
  const end = Date.now() + withinMs;
  for (;;) {
    const registration = await browserOf(stack)
      .getRegistration({ id })
      .then(
        (answer) => answer.registration,
        () => undefined,
      );
    if (registration && registration.state !== RegistrationState.RUNNING) return registration;
    if (Date.now() > end) throw new Error(`it has not ended, but is ${JSON.stringify(registration?.steps)}`);
    await sleep(100);
  }
}

/** Both databases as their owners see them. */
export function databasesOf(stack: Stack) {
  const open = (name: "auth" | "profile") => openSql(databaseUrlsOf(stack.plan, name).owner);
  const [auth, profile] = [open("auth"), open("profile")];
  /** How many users with this address and profiles with this username there are, and how the users stand. */
  const rowsOf = async ({ email, username }: { email: string; username: string }) => {
    const users = await auth`select id, status from users where email = ${email}`;
    const profiles = await profile`select user_id from profiles where username = ${username}`;
    return {
      users: users.map(({ status }) => status),
      profiles: profiles.length,
      same: users[0]?.id === profiles[0]?.user_id,
    };
  };
  return { auth, profile, rowsOf, close: () => Promise.all([auth.end(), profile.end()]) };
}

export const WHOLE = { users: ["active"], profiles: 1, same: true };
export const NOTHING = { users: [], profiles: 0, same: true };
