import { sql } from "drizzle-orm";
import type { Queryable } from "../../kit/db.ts";
import type { NewToken } from "./refresh-tokens.ts";
import type { Session } from "./session.ts";
import { sessionToRow } from "./translators.ts";

// All that a call stores is one statement, because beside the hash its statements are most of what it costs; and it is written
// out, because to build one of this size anew each time costs as much as to send it. The parts of a statement see the rows as
// they were before it, so none may touch a row that another one does. What they rely on is locked by an earlier statement: one
// that waits for a lock does not see what was committed meanwhile.

/** A session that begins with its first token, and how many sessions its user may have besides. */
export type Beginning = { session: Session; token: NewToken; keep: number };

/**
 * Stores a session that begins. Of the user's other sessions it deletes those that have run out, and of the rest all but those
 * that were used last; tells how many. The user's row must be locked.
 */
export async function storeBeginning(tx: Queryable, { session, token, keep }: Beginning): Promise<number> {
  const { id, userId, device, address, createdAt, lastUsedAt, expiresAt, endsAt } = sessionToRow(session);
  const { rows } = await tx.execute<{ ended: number }>(sql`
    with ended as (
      delete from sessions
      where user_id = ${userId} and (
        expires_at <= clock_timestamp() or ends_at <= clock_timestamp() or id in (
          select id from sessions
          where user_id = ${userId} and expires_at > clock_timestamp() and ends_at > clock_timestamp()
          order by last_used_at desc, id desc
          offset ${keep}))
      returning id
    ), begun as (
      insert into sessions (id, user_id, device, address, created_at, last_used_at, expires_at, ends_at)
      values (${id}, ${userId}, ${device}, ${address}, ${createdAt}, ${lastUsedAt}, ${expiresAt}, ${endsAt})
    )
    ${insertion(token)}
    returning (select count(*)::int from ended) as ended`);
  return rows[0]?.ended ?? 0;
}

/** A use of a token: the session after it, the token that is given for it, and what becomes of the others. */
export type TokenUsage = {
  tokenId: string;
  session: Session;
  next: NewToken;
  /** Whether the token is noted as used at this moment. */
  marks: boolean;
  /** Whether its successors that were not used are replaced. None was used then. */
  replaces: boolean;
  /** The session's other tokens that were used or replaced before this are deleted, so that its rows stay few. */
  forgetBefore: Date;
};

/** Stores a use of a token. Its session must be locked. */
export async function storeUse(tx: Queryable, use: TokenUsage): Promise<void> {
  const { id, address, lastUsedAt, expiresAt } = sessionToRow(use.session);
  await tx.execute(sql`
    with moved as (
      update sessions set address = ${address}, last_used_at = ${lastUsedAt}, expires_at = ${expiresAt} where id = ${id}
    ),
    ${use.marks ? marked(use) : sql.empty()}
    ${use.replaces ? replaced(use) : sql.empty()}
    forgotten as (${deletionOfOld(use)})
    ${insertion(use.next)}`);
}

const marked = ({ tokenId, session }: TokenUsage) => sql`
  marked as (update auth_tokens set used_at = ${session.lastUsedAt} where id = ${tokenId}),`;

const replaced = ({ tokenId, session }: TokenUsage) => sql`
  replaced as (
    update auth_tokens set replaced_at = ${session.lastUsedAt}
    where parent_id = ${tokenId} and used_at is null and replaced_at is null
  ),`;

// With a token that was used go its siblings that were not: they are dead, and without it they would look alive. The token that
// is used now stays however old its last use is, and counts as used now, so its siblings stay too.
const deletionOfOld = ({ tokenId, session, forgetBefore }: TokenUsage) => sql`
  delete from auth_tokens
  where session_id = ${session.id} and id <> ${tokenId} and (
    used_at < ${forgetBefore} or replaced_at < ${forgetBefore} or used_at is null and exists (
      select from auth_tokens other
      where other.session_id = ${session.id} and other.id <> ${tokenId}
        and other.parent_id = auth_tokens.parent_id and other.used_at < ${forgetBefore}))`;

const insertion = ({ id, hash, userId, sessionId, parentId, now, expiresAt }: NewToken) => sql`
  insert into auth_tokens (id, token_hash, user_id, session_id, parent_id, created_at, expires_at)
  values (${id}, ${hash}, ${userId}, ${sessionId}, ${parentId ?? null}, ${now}, ${expiresAt})`;
