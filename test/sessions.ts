import { randomUUID } from "node:crypto";
import type { IssueAccessToken } from "../auth-service/keys/issue-access-token.ts";
import { createHasher } from "../auth-service/passwords/hashing.ts";
import { createFloor } from "../auth-service/passwords/refusal-floor.ts";
import { authServiceRoutes } from "../auth-service/sessions/routes.ts";
import { countSessions } from "../auth-service/sessions/session-metrics.ts";
import { AuthService } from "../gen/flock/auth/v1/auth_service_pb.ts";
import { openDatabase } from "../kit/db.ts";
import { parseKeyring } from "../kit/keyring.ts";
import { createMetrics } from "../kit/metrics.ts";
import { Problem } from "../kit/problem.ts";
import { openScene } from "./scene.ts";
import { bearerOf, testTokenKeys } from "./token-keys.ts";

const peppers = parseKeyring(`k1:${Buffer.alloc(32, 1).toString("base64")}`);

/** The origin of the pages that the scene lets in. */
export const ORIGIN = "https://app.example";
/** The password of everybody in the scene. */
export const PASSWORD = "seven wild geese over the lake";

/** A person who can sign in. */
export type Person = { userId: string; email: string };

/** auth-service's AuthService on a database of its own, with a signing key that can be taken away. */
export async function sessionScene(lifetimes = { idleDays: 14, maxDays: 30 }) {
  const hasher = createHasher({ cost: 4, concurrency: 2, queueLimit: 1_000, peppers });
  const metrics = createMetrics();
  const state = { keyIsMissing: false };
  const scene = await openScene("auth", AuthService, async (url) => {
    const database = openDatabase(url, { max: 20 });
    const keys = await testTokenKeys(database);
    const issueAccessToken: IssueAccessToken = async (subject) => {
      if (state.keyIsMissing) throw new Problem("KEY_UNAVAILABLE");
      return await keys.issueAccessToken(subject);
    };
    const credentials = { database, hasher, floor: createFloor({ loadMaxMs: 0 }), minLength: 15 };
    const sessions = { issueAccessToken, lifetimes, count: countSessions(metrics), allowedOrigins: [ORIGIN] };
    const routes = authServiceRoutes({ ...credentials, ...sessions });
    return { database, routes, keys, stop: keys.stop, door: { verifyUser: keys.verifyUser, origins: [ORIGIN] } };
  });
  const client = scene.clientOf(AuthService, "nobody");
  const newPerson = async (email = `${randomUUID()}@example.org`): Promise<Person> => {
    const userId = randomUUID();
    await scene.sql`insert into users (id, email, password_hash, status)
      values (${userId}, ${email}, ${await hasher.hash(PASSWORD)}, 'active')`;
    return { userId, email };
  };
  const signIn = ({ email }: Person, more = {}) => client.signIn({ email, password: PASSWORD, ...more });
  /** Sets the clock forward for everything that is stored of one session. */
  const pass = async (sessionId: string, seconds: number) => {
    const by = `${seconds} seconds`;
    await scene.sql`update sessions set created_at = created_at - ${by}::interval,
      last_used_at = last_used_at - ${by}::interval, expires_at = expires_at - ${by}::interval,
      ends_at = ends_at - ${by}::interval where id = ${sessionId}`;
    await scene.sql`update auth_tokens set created_at = created_at - ${by}::interval,
      used_at = used_at - ${by}::interval, replaced_at = replaced_at - ${by}::interval,
      expires_at = expires_at - ${by}::interval where session_id = ${sessionId}`;
  };
  const isAlive = async (sessionId: string) =>
    (await scene.sql`select from sessions where id = ${sessionId}`).length > 0;
  const counted = async () => {
    const { values } = (await metrics.registry.getSingleMetric("flock_sessions_total")?.get()) ?? { values: [] };
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels.event), value]));
  };
  return { ...scene, client, hasher, state, bearer: bearerOf(scene.keys), newPerson, signIn, pass, isAlive, counted };
}

/** The scene of a test file. */
export type SessionScene = Awaited<ReturnType<typeof sessionScene>>;

/** Call options of the user whom an answer of SignIn or RefreshSession belongs to. */
export const as = ({ accessToken }: { accessToken: string }) => ({
  headers: { authorization: `Bearer ${accessToken}` },
});
