import { eq, inArray, or, sql } from "drizzle-orm";
import type { Queryable } from "../../kit/db.ts";
import { prepared } from "../../kit/prepared.ts";
import { authTokens, type TokenRow, users } from "../schema.ts";
import type { TokenState, TokenUse } from "./rotation.ts";
import { tokenStateFromRow } from "./translators.ts";

const { id, parentId, usedAt, replacedAt, expiresAt } = authTokens;
const clock = sql`clock_timestamp()`.mapWith(authTokens.createdAt);

/** A token to store: of which session, given for the use of which parent, and until when it can be used. */
export type NewToken = {
  id: string;
  hash: string;
  userId: string;
  sessionId: string;
  parentId: string | undefined;
  now: Date;
  expiresAt: Date;
};

/** What is fixed of a stored token, and the database's clock. */
export type StoredToken = Omit<NewToken, "expiresAt" | "parentId"> & { parentId: string | null };

/** What is known of a token, its parent and its relatives at one moment. */
export type Family = Omit<TokenUse, "session">;

/** The token of this id, whatever happened to it. */
export async function findToken(db: Queryable, tokenId: string): Promise<StoredToken | undefined> {
  const [row] = await rowsById(db, { tokenId });
  return row;
}

const { userId, sessionId, tokenHash: hash } = authTokens;
const rowsById = prepared("token_by_id", (db) =>
  db
    .select({ id, hash, userId, sessionId, parentId, now: clock })
    .from(authTokens)
    .where(eq(id, sql.placeholder("tokenId"))),
);

/** A token with its relatives. Its session must be locked, or they may change at once. Undefined when it is gone. */
export async function findFamily(tx: Queryable, token: StoredToken): Promise<Family | undefined> {
  const elders = [token.id, ...(token.parentId ? [token.parentId] : [])];
  const rows = await tx
    .select({ id, parentId, usedAt, replacedAt, expiresAt, status: users.status, now: clock })
    .from(authTokens)
    .innerJoin(users, eq(users.id, authTokens.userId))
    .where(or(inArray(id, elders), inArray(parentId, elders)));
  return familyOf(token.id, rows);
}

type Relative = Pick<TokenRow, "id" | "parentId" | "usedAt" | "replacedAt" | "expiresAt"> & {
  status: string;
  now: Date;
};

function familyOf(tokenId: string, rows: Relative[]): Family | undefined {
  const own = rows.find((row) => row.id === tokenId);
  if (!own) return undefined;
  const statesOf = (isWanted: (row: Relative) => boolean): TokenState[] => rows.filter(isWanted).map(tokenStateFromRow);
  const [parent] = statesOf((row) => row.id === own.parentId);
  return {
    token: { ...tokenStateFromRow(own), expiresAt: own.expiresAt },
    userIsActive: own.status === "active",
    parentUsedAt: parent?.usedAt,
    siblings: statesOf((row) => row.parentId !== null && row.parentId === own.parentId && row !== own),
    successors: statesOf((row) => row.parentId === tokenId),
    now: own.now,
  };
}
