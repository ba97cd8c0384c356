/** One sign-in of a user on one device, as it is stored. Holds no token. */
export type Session = {
  /** Lower-case UUID; the claim `sid` of its access tokens. */
  id: string;
  userId: string;
  /** What it was signed in from, as its owner recognises it. */
  device: string;
  /** The network address that it was last used from. */
  address: string;
  createdAt: Date;
  lastUsedAt: Date;
  /** When it ends unless it is refreshed before. */
  expiresAt: Date;
  /** When it ends whatever is done with it. */
  endsAt: Date;
};

/**
 * How long sessions live, in days: unused, and at all. The second one is the time after which people prove again who they
 * are: at most 30 days with a password alone (NIST SP 800-63B-4, 2.1.3).
 */
export type Lifetimes = { idleDays: number; maxDays: number };

/** Sessions that a user may have at once; of more, those that were not used for the longest time end. */
export const MAX_SESSIONS = 100;

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_DEVICE = 256; // characters
const MAX_ADDRESS = 64; // characters

/** A session that begins now. */
export function newSession(
  { id, userId, device, address, now }: Pick<Session, "id" | "userId" | "device" | "address"> & { now: Date },
  lifetimes: Lifetimes,
): Session {
  const endsAt = later(now, lifetimes.maxDays);
  const expiresAt = expiry(now, endsAt, lifetimes);
  return {
    id,
    userId,
    device,
    address: address.slice(0, MAX_ADDRESS),
    createdAt: now,
    lastUsedAt: now,
    expiresAt,
    endsAt,
  };
}

/** The session after a use from this address: its expiry slides on, but never past its end. */
export const usedSession = (session: Session, address: string, now: Date, lifetimes: Lifetimes): Session => ({
  ...session,
  address: address.slice(0, MAX_ADDRESS),
  lastUsedAt: now,
  expiresAt: expiry(now, session.endsAt, lifetimes),
});

/** What a list of sessions calls a device: the name it was given, else its User-Agent header without what could deceive. */
export const deviceName = (given: string, userAgent: string | null): string =>
  given || [...(userAgent ?? "").replace(deceptive, "")].slice(0, MAX_DEVICE).join("").trim();

// Control characters, line and paragraph separators, and those that turn the direction of text.
const deceptive = /[\p{Cc}\u2028-\u202E\u2066-\u2069]/gu;

const later = (from: Date, days: number) => new Date(from.getTime() + days * DAY_MS);

const expiry = (now: Date, endsAt: Date, { idleDays }: Lifetimes) =>
  new Date(Math.min(later(now, idleDays).getTime(), endsAt.getTime()));
