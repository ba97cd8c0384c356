import { and, desc, eq, gt, ne, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../../kit/db.ts";
import { prepared } from "../../kit/prepared.ts";
import { sessions } from "../schema.ts";
import type { Place } from "./page.ts";
import type { Session } from "./session.ts";
import { sessionFromRow } from "./translators.ts";

const clock = sql`clock_timestamp()`;
const isAlive = and(gt(sessions.expiresAt, clock), gt(sessions.endsAt, clock));
// As the page tokens have it; a row that was made elsewhere may be finer.
const createdMs = sql`date_trunc('milliseconds', ${sessions.createdAt})`.mapWith(sessions.createdAt);

/** Locks a session until the transaction ends, so that its uses take turns. Undefined when it has ended. */
export async function lockSession(tx: Queryable, id: string): Promise<Session | undefined> {
  const [row] = await lockedById(tx, { id });
  return row && sessionFromRow(row);
}

const lockedById = prepared("lock_session", (tx) =>
  tx
    .select()
    .from(sessions)
    .where(eq(sessions.id, sql.placeholder("id")))
    .for("update"),
);

/** Whether a user's session lives; it can not end before the transaction does. */
export async function holdLivingSession(tx: Queryable, userId: string, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(isOf(userId), eq(sessions.id, id), isAlive))
    .for("update");
  return rows.length > 0;
}

/** A user's living sessions, the newest first, from a place on. */
export async function listLivingSessions(
  db: Queryable,
  { userId, limit, after }: { userId: string; limit: number; after: Place | undefined },
): Promise<Session[]> {
  const rest =
    after && sql`(${createdMs}, ${sessions.id}) < (${sql.param(after.createdAt, sessions.createdAt)}, ${after.id})`;
  const rows = await db
    .select()
    .from(sessions)
    .where(and(isOf(userId), isAlive, rest))
    .orderBy(desc(createdMs), desc(sessions.id))
    .limit(limit);
  return rows.map(sessionFromRow);
}

/** Ends a session. Tells whether there was one. */
export const deleteSession = async (tx: Queryable, id: string): Promise<boolean> =>
  (await deleteWhere(tx, eq(sessions.id, id))) > 0;

/** Ends a session of this user; another's is left alone. Tells whether there was one. */
export const deleteSessionOf = async (tx: Queryable, userId: string, id: string): Promise<boolean> =>
  (await deleteWhere(tx, and(isOf(userId), eq(sessions.id, id)))) > 0;

/** Ends all of a user's sessions but one. Tells how many there were. */
export const deleteOtherSessions = (tx: Queryable, userId: string, id: string): Promise<number> =>
  deleteWhere(tx, and(isOf(userId), ne(sessions.id, id)));

const isOf = (userId: string) => eq(sessions.userId, userId);

async function deleteWhere(tx: Queryable, condition: SQL | undefined): Promise<number> {
  if (!condition) throw new Error("a deletion needs a condition");
  return (await tx.delete(sessions).where(condition).returning({ id: sessions.id })).length;
}
