import { pgTable, timestamp, uuid, varchar } from "drizzle-orm/pg-core";
import { claimsTable } from "../kit/claims.ts";
import { ledgerTable } from "../kit/ledger.ts";
import { userStates } from "./users/user.ts";

// What the statements of this service know of drizzle/auth/*.sql, which is the truth.

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** The users. */
export const users = pgTable("users", {
  id: uuid("id").primaryKey().defaultRandom(),
  email: varchar("email", { length: 255 }).notNull().unique(),
  passwordHash: varchar("password_hash", { length: 255 }).notNull(),
  status: varchar("status", { length: 50, enum: userStates }).notNull().default("pending"),
  registrationId: uuid("registration_id"),
  emailVerifiedAt: moment("email_verified_at"),
  createdAt: moment("created_at").notNull().defaultNow(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

/** Who holds which e-mail address. */
export const emailClaims = claimsTable("email_claims", 255);

/** Every registration that reached this service. */
export const ledger = ledgerTable("registration_ledger");

/** A row of `users`. */
export type UserRow = typeof users.$inferSelect;
