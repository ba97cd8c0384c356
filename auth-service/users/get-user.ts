import type { Database } from "../../kit/db.ts";
import { Problem } from "../../kit/problem.ts";
import type { User } from "./user.ts";
import { findUser } from "./users.ts";

/** Answers one user, in whatever state. Throws USER_NOT_FOUND. */
export const getUser =
  ({ database }: { database: Database }) =>
  async (id: string): Promise<User> => {
    const user = await database.query((db) => findUser(db, id));
    if (!user) throw new Problem("USER_NOT_FOUND");
    return user;
  };
