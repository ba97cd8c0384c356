import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type Profile as ProfileMessage, ProfileSchema } from "../gen/flock/profile/v1/profile_pb.ts";
import type {
  CreateProfileRequest,
  GetProfileRequest,
  UpdateProfileRequest,
} from "../gen/flock/profile/v1/profile_service_pb.ts";
import type { Registration } from "../kit/ledger.ts";
import { requireDate } from "../kit/timestamp.ts";
import { invalidField, parseUuid } from "../kit/uuid.ts";
import type { NewProfile, Profile, ProfileChange, ProfileKey, ProfileUpdate } from "./profile.ts";
import type { ProfileRow } from "./schema.ts";
import { maskedChange } from "./update-mask.ts";

/** The columns of a row that are part of the profile. */
export type ProfileColumns = Omit<ProfileRow, "registrationId" | "publishedAt">;

/** Row to domain. A missing text is an empty one. */
export const profileFromRow = (row: ProfileColumns): Profile => ({
  id: row.id,
  userId: row.userId,
  username: row.username,
  displayName: row.displayName ?? "",
  bio: row.bio ?? "",
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

/** Domain to row. An empty text is stored as a missing one. */
export const profileToRow = (profile: Profile): ProfileColumns => ({
  ...profile,
  displayName: profile.displayName || null,
  bio: profile.bio || null,
});

/** Change to the columns that it sets. An emptied text is stored as a missing one. */
export const changeToRow = ({ username, displayName, bio }: ProfileChange): Partial<ProfileColumns> => ({
  ...(username !== undefined && { username }),
  ...(displayName !== undefined && { displayName: displayName || null }),
  ...(bio !== undefined && { bio: bio || null }),
});

/** Domain to message. */
export const profileToProto = ({ createdAt, updatedAt, ...profile }: Profile): ProfileMessage =>
  create(ProfileSchema, {
    ...profile,
    createdAt: timestampFromDate(createdAt),
    updatedAt: timestampFromDate(updatedAt),
  });

/** Message to domain. Throws INVALID_REQUEST that names the field which is wrong. */
export const profileFromProto = (message: ProfileMessage): Profile => ({
  id: parseUuid(message.id, "id", "profile"),
  userId: parseUuid(message.userId, "user_id", "user"),
  username: message.username,
  displayName: message.displayName,
  bio: message.bio,
  createdAt: requireDate(message.createdAt, "created_at"),
  updatedAt: requireDate(message.updatedAt, "updated_at"),
});

/** Whose registration a request speaks of. */
export const registrationFromProto = (message: { userId: string; registrationId: string }): Registration => ({
  userId: parseUuid(message.userId, "user_id", "user"),
  registrationId: parseUuid(message.registrationId, "registration_id", "registration"),
});

/** The profile that a request asks for. */
export const newProfileFromProto = (message: CreateProfileRequest): NewProfile => ({
  ...registrationFromProto(message),
  username: message.username,
  displayName: message.displayName,
  published: message.published,
});

/** How a request wants its profile looked up. */
export function profileKeyFromProto({ by }: GetProfileRequest): ProfileKey {
  if (by.case === "userId") return { userId: parseUuid(by.value, "user_id", "user") };
  if (by.case === "username") return { username: by.value };
  throw invalidField("by", "needs user_id or username");
}

/** The change that a request of this user asks for. Throws INVALID_REQUEST for a mask that names anything else. */
export function profileUpdateFromProto(request: UpdateProfileRequest, userId: string): ProfileUpdate {
  const { id, userId: owner, username, displayName, bio } = request.profile ?? create(ProfileSchema);
  const change = maskedChange({ username, displayName, bio }, request.updateMask?.paths ?? []);
  // Not judged as ids: whatever is not the caller's own is refused alike.
  return { userId, target: { id: id.toLowerCase(), userId: owner.toLowerCase() }, change };
}
