import type { Command } from "commander";
import {
  RevokeOtherSessionsResponseSchema,
  RevokeSessionResponseSchema,
} from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { type Session, SessionSchema } from "../../gen/flock/auth/v1/session_pb.ts";
import { forget } from "../account/signed-in.ts";
import { moment } from "../output/moment.ts";
import { table } from "../output/table.ts";
import type { Open, Tools } from "../tools.ts";

/** `flock sessions [list | revoke ID | revoke-others]` */
export function sessionsCommand(program: Command, open: Open): void {
  const sessions = program.command("sessions").description("list and end your sessions").addHelpText("after", examples);
  sessions
    .command("list", { isDefault: true })
    .description("list the living sessions, the newest first")
    .action((_options, command: Command) => listSessions(open(command))());
  sessions
    .command("revoke")
    .description("end one session")
    .argument("<id>", "the session's id, as the list shows it")
    .action((id: string, _options, command: Command) => revokeSession(open(command))(id));
  sessions
    .command("revoke-others")
    .description("end all sessions but this one")
    .action((_options, command: Command) => revokeOthers(open(command))());
}

const examples = `
Examples:
  flock sessions
  flock sessions revoke 01990000-0000-7000-8000-000000000000
  flock sessions revoke-others`;

/** Lists the living sessions of whoever is signed in. */
const listSessions =
  ({ signedIn, auth, out }: Tools) =>
  async () => {
    const sessions: Session[] = [];
    let pageToken = "";
    do {
      const page = await signedIn.call((options) => auth.listSessions({ pageSize: 100, pageToken }, options));
      sessions.push(...page.sessions);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    out.messages(SessionSchema, sessions, sessionsTable(sessions));
  };

/** Ends one session of whoever is signed in; one that is not there is fine. */
const revokeSession =
  ({ signedIn, auth, store, out }: Tools) =>
  async (sessionId: string) => {
    const answer = await signedIn.call((options) => auth.revokeSession({ sessionId }, options));
    await forget(store, { sessionId: sessionId.toLowerCase() });
    out.message(RevokeSessionResponseSchema, answer, "the session has ended");
  };

/** Ends all other sessions of whoever is signed in. */
const revokeOthers =
  ({ signedIn, auth, out }: Tools) =>
  async () => {
    const answer = await signedIn.call((options) => auth.revokeOtherSessions({}, options));
    out.message(RevokeOtherSessionsResponseSchema, answer, `${answer.ended} other sessions have ended`);
  };

const sessionsTable = (sessions: Session[]) =>
  table(
    ["", "ID", "DEVICE", "ADDRESS", "SIGNED IN", "LAST USED", "ENDS"],
    sessions.map((session) => [
      session.current ? "*" : "",
      session.id,
      session.device,
      session.address,
      moment(session.createdAt),
      moment(session.lastUsedAt),
      moment(session.expiresAt),
    ]),
  );
