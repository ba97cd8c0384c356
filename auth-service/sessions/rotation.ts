import type { Session } from "./session.ts";

// Threat: a refresh token is stolen. Then thief and owner hold the same one, and whoever comes second shows that there are two
// (RFC 9700, 4.14.2). But answers get lost and browsers have tabs, so a second use is not yet a theft: it is taken for one only
// when somebody else has shown to hold a successor, and too late for it to be another tab.

/** How long after its first use a token may be used again, and its successors side by side, in milliseconds. */
const REUSE_WINDOW_MS = 30_000;
/** Successors that a token may have at a time. */
export const MAX_SUCCESSORS = 5;

/** What happened to a token so far: it is new, or was used, or was replaced before it was ever used. */
export type TokenState = { usedAt: Date | undefined; replacedAt: Date | undefined };

/** A token that somebody uses now, and everything that decides on it. */
export type TokenUse = {
  token: TokenState & { expiresAt: Date };
  session: Pick<Session, "expiresAt" | "endsAt">;
  userIsActive: boolean;
  /** When its parent was used; undefined when it has none, or one so old that its row is gone. */
  parentUsedAt: Date | undefined;
  /** The other successors of its parent. */
  siblings: TokenState[];
  successors: TokenState[];
  now: Date;
};

/**
 * What one use of a token comes to. `first`: it is used from now on and gets a successor. `again`: it gets one more. `lost`: its
 * successors never arrived anywhere, so they are replaced by a new one, and its window starts again. `reused`: two hold what one
 * should hold, and the session ends. `refused`: nothing changes.
 */
export type Outcome = "first" | "again" | "lost" | "reused" | "refused";

/** Decides what one use of a refresh token does. */
export function decideRotation({ token, session, userIsActive, now, ...family }: TokenUse): Outcome {
  const isOver = [token.expiresAt, session.expiresAt, session.endsAt].some((end) => end <= now);
  if (isOver || !userIsActive) return "refused";
  if (token.replacedAt) return family.siblings.some(isUsed) ? "reused" : "refused";
  return token.usedAt ? useAgain(token.usedAt, family.successors, now) : useFirst(family, now);
}

function useFirst({ siblings, parentUsedAt }: Pick<TokenUse, "siblings" | "parentUsedAt">, now: Date): Outcome {
  return siblings.some(isUsed) && !isWithinWindow(parentUsedAt, now) ? "reused" : "first";
}

function useAgain(usedAt: Date, successors: TokenState[], now: Date): Outcome {
  if (isWithinWindow(usedAt, now)) return successors.filter(isLive).length < MAX_SUCCESSORS ? "again" : "refused";
  return successors.some(isUsed) ? "reused" : "lost";
}

const isUsed = ({ usedAt }: TokenState) => usedAt !== undefined;
const isLive = ({ replacedAt }: TokenState) => replacedAt === undefined;

const isWithinWindow = (usedAt: Date | undefined, now: Date) =>
  usedAt !== undefined && now.getTime() - usedAt.getTime() <= REUSE_WINDOW_MS;
