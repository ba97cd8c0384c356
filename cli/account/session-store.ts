import { join } from "node:path";
import { z } from "zod";
import { Failure } from "../failure.ts";
import { withLock } from "./lock.ts";
import { makePrivateFolder, readIfThere, writePrivateFile } from "./private-file.ts";

const session = z.looseObject({
  accessToken: z.string().min(1),
  accessTokenExpiresAt: z.iso.datetime(),
  refreshToken: z.string().min(1),
  email: z.string(),
  userId: z.string(),
  sessionId: z.string(),
});
const sessionsFile = z.looseObject({ version: z.literal(1), sessions: z.record(z.string(), session) });

/** The session of one auth-service. */
export type StoredSession = z.output<typeof session>;

type Sessions = Record<string, StoredSession>;

/** The session of one auth-service, to those who hold the lock. */
export type OpenSession = {
  read(): StoredSession | undefined;
  /** On disk when it resolves. */
  write(session: StoredSession): Promise<void>;
  remove(): Promise<void>;
};

/** Keeps the sessions of one person: a file that is theirs alone, with one session for each auth-service. */
export type SessionStore = {
  read(): StoredSession | undefined;
  /** Runs while no other `flock` command can change a session. */
  locked<T>(run: (session: OpenSession) => Promise<T>): Promise<T>;
};

const LOCK = { waitMs: 30_000, busy: "another flock command is busy with the session for a long time" };

/** Keeps the session of the auth-service with this URL in sessions.json of a folder. */
export function createSessionStore(folder: string, authUrl: string): SessionStore {
  const path = join(folder, "sessions.json");
  const read = () => readSessions(path)[authUrl];
  const save = async (change: (sessions: Sessions) => Sessions) => {
    const sessions = change(readSessions(path));
    await writePrivateFile(path, `${JSON.stringify({ version: 1, sessions }, null, 2)}\n`);
  };
  const open: OpenSession = {
    read,
    write: (value) => save((sessions) => ({ ...sessions, [authUrl]: value })),
    remove: () => save(({ [authUrl]: _, ...others }) => others),
  };
  const locked: SessionStore["locked"] = async (run) => {
    makePrivateFolder(folder);
    return await withLock(`${path}.lock`, LOCK, () => run(open));
  };
  return { read, locked };
}

// What is wrong with the file is not quoted: it holds tokens.
function readSessions(path: string): Sessions {
  const text = readIfThere(path);
  if (text === undefined) return {};
  try {
    return sessionsFile.parse(JSON.parse(text)).sessions;
  } catch {
    throw new Failure(
      "unexpected",
      "BAD_SESSION_FILE",
      `${path} is not readable as sessions: delete it and sign in again`,
    );
  }
}
