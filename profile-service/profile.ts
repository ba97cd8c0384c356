/** The public face of one user. */
export type Profile = {
  /** Lower-case UUID. */
  id: string;
  /** The user's id, the same in every service. */
  userId: string;
  /** In normal form. */
  username: string;
  /** Free text; may be empty. */
  displayName: string;
  /** Free text; may be empty. */
  bio: string;
  createdAt: Date;
  updatedAt: Date;
};

/** A profile that a registration asks for. */
export type NewProfile = {
  userId: string;
  registrationId: string;
  username: string;
  displayName: string;
  /** Whether everybody may see it at once. */
  published: boolean;
};

/** How a profile is looked up. */
export type ProfileKey = { userId: string } | { username: string };

/** What the owner of a profile can change. */
export type ProfileTexts = Pick<Profile, "username" | "displayName" | "bio">;

/** The new values that the owner asks for; what is absent stays. */
export type ProfileChange = Partial<ProfileTexts>;

/** A change that a user asks for, of the profile with these ids; an empty id leaves open which one it is. */
export type ProfileUpdate = { userId: string; target: Pick<Profile, "id" | "userId">; change: ProfileChange };
