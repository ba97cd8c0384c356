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
