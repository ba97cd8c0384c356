const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** A refresh token as the model knows it: its place in the tree, and what happened to it. Times are in seconds. */
export type ModelToken = {
  text: string;
  parent: ModelToken | undefined;
  successors: ModelToken[];
  usedAt: number | undefined;
  replacedAt: number | undefined;
  expiresAt: number;
};

/** What the model expects of one use. */
export type Expected = "given" | "refused";

/**
 * One session as a reader of the contract understands it, written without a look at how the service does it: no rows, no
 * statements, one clock.
 */
export class SessionModel {
  now = 0;
  alive = true;
  userIsActive = true;
  expiresAt = 14 * DAY;
  readonly endsAt = 30 * DAY;
  /** Every token ever given. */
  readonly all: ModelToken[] = [];
  /** Those that are still remembered. */
  kept = new Set<ModelToken>();

  constructor(text: string) {
    this.give(text, undefined);
  }

  /** What a use of this token comes to; afterwards `give` says what the client got. */
  use(token: ModelToken): Expected {
    const over = this.now >= token.expiresAt || this.now >= this.expiresAt;
    if (!this.alive || !this.kept.has(token) || over || !this.userIsActive) return "refused";
    const brothers = (token.parent?.successors ?? []).filter((other) => other !== token);
    const rival = brothers.some(({ usedAt }) => usedAt !== undefined);
    if (token.replacedAt !== undefined) return rival ? this.end() : "refused";
    if (token.usedAt !== undefined) return this.useAgain(token, token.usedAt);
    if (rival && !this.isRecent(token.parent?.usedAt)) return this.end();
    token.usedAt = this.now;
    return this.refreshed();
  }

  /** Notes the successor that a client was given. */
  give(text: string, parent: ModelToken | undefined): void {
    const fresh = { usedAt: undefined, replacedAt: undefined, successors: [] };
    const token: ModelToken = { text, parent, expiresAt: this.expiresAt, ...fresh };
    parent?.successors.push(token);
    this.all.push(token);
    this.kept.add(token);
  }

  /** The session is over. */
  end(): "refused" {
    this.alive = false;
    this.kept.clear();
    return "refused";
  }

  private useAgain(token: ModelToken, usedAt: number): Expected {
    const open = token.successors.filter(({ replacedAt }) => replacedAt === undefined);
    if (this.isRecent(usedAt)) return open.length < 5 ? this.refreshed() : "refused";
    if (token.successors.some((successor) => successor.usedAt !== undefined)) return this.end();
    for (const successor of open) successor.replacedAt = this.now;
    token.usedAt = this.now;
    return this.refreshed();
  }

  private refreshed(): "given" {
    this.expiresAt = Math.min(this.now + 14 * DAY, this.endsAt);
    const isOld = (moment: number | undefined) => moment !== undefined && moment < this.now - 7 * DAY;
    for (const token of this.kept) {
      const rivalIsOld = token.parent?.successors.some((other) => isOld(other.usedAt)) && token.usedAt === undefined;
      if (isOld(token.usedAt) || isOld(token.replacedAt) || rivalIsOld) this.kept.delete(token);
    }
    return "given";
  }

  private isRecent(moment: number | undefined): boolean {
    return moment !== undefined && this.now - moment <= 30;
  }
}
