/** The states of a user's life, as they are stored. Only an active user can sign in. */
export const userStates = ["pending", "active", "disabled", "deleting", "erasing"] as const;

/** Where a user stands. */
export type UserState = (typeof userStates)[number];

/** One account as auth-service shows it: who it is and how far it got. Holds no credential. */
export type User = {
  /** Lower-case UUID, the same in every service. */
  id: string;
  /** In normal form. */
  email: string;
  state: UserState;
  createdAt: Date;
  updatedAt: Date;
  /** When the owner proved that the mailbox is theirs. */
  emailVerifiedAt: Date | undefined;
};

/** A pending user that a registration asks for, with its password hash as it is stored. */
export type NewUser = { userId: string; registrationId: string; email: string; passwordHash: string };

/** How an undo of CreateUser ends. */
export type UndoOutcome = "deleted" | "absent" | "active";
