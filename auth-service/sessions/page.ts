import { invalidField } from "../../kit/uuid.ts";
import type { Session } from "./session.ts";

/** A place in the list of a user's sessions, the newest first: that of the session it goes on after. */
export type Place = Pick<Session, "createdAt" | "id">;

const DEFAULT_SIZE = 50;
const MAX_SIZE = 100;
// Moments until the year 5138, in milliseconds: what PostgreSQL reads.
const FORM = /^(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** How many sessions a page has (AIP-158): 50 unless the client says how many, and 100 at most. */
export const pageSize = (asked: number): number => (asked === 0 ? DEFAULT_SIZE : Math.min(asked, MAX_SIZE));

/** The page token that goes on after a place. */
export const pageToken = ({ createdAt, id }: Place): string =>
  Buffer.from(`${createdAt.getTime()}.${id}`).toString("base64url");

/** The place that a page token names; undefined for the first page. Throws INVALID_REQUEST for what pageToken never made. */
export function parsePageToken(token: string): Place | undefined {
  if (token === "") return undefined;
  const [, ms, id] = FORM.exec(Buffer.from(token, "base64url").toString("latin1")) ?? [];
  const place = ms && id && { createdAt: new Date(Number(ms)), id };
  if (!place || pageToken(place) !== token) throw invalidField("page_token", "is not one that was given out");
  return place;
}
