import { pgTable, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";
import { claimsTable } from "../kit/claims.ts";
import { ledgerTable } from "../kit/ledger.ts";

// What the statements of this service know of drizzle/profile/*.sql, which is the truth.

const moment = (name: string) => timestamp(name, { withTimezone: true });

/** The profiles. */
export const profiles = pgTable("profiles", {
  id: uuid("id").primaryKey().defaultRandom(),
  userId: uuid("user_id").notNull().unique(),
  registrationId: uuid("registration_id"),
  username: varchar("username", { length: 50 }).notNull().unique(),
  displayName: varchar("display_name", { length: 100 }),
  bio: text("bio"),
  publishedAt: moment("published_at"),
  createdAt: moment("created_at").notNull().defaultNow(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

/** Who holds which username. */
export const usernameClaims = claimsTable("username_claims", 50);

/** Every registration that reached this service. */
export const ledger = ledgerTable("registration_ledger");

/** A row of `profiles`. */
export type ProfileRow = typeof profiles.$inferSelect;
