import { jsonb, pgTable, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";
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

/** The sessions of signed-in users. */
export const sessions = pgTable("sessions", {
  id: uuid("id").primaryKey().defaultRandom(),
  userId: uuid("user_id").notNull(),
  device: varchar("device", { length: 256 }).notNull().default(""),
  address: varchar("address", { length: 64 }).notNull().default(""),
  createdAt: moment("created_at").notNull().defaultNow(),
  lastUsedAt: moment("last_used_at").notNull().defaultNow(),
  expiresAt: moment("expires_at").notNull(),
  endsAt: moment("ends_at").notNull(),
});

/** The refresh tokens of sessions, each by its hash. */
export const authTokens = pgTable("auth_tokens", {
  id: uuid("id").primaryKey().defaultRandom(),
  userId: uuid("user_id").notNull(),
  tokenHash: varchar("token_hash", { length: 255 }).notNull(),
  expiresAt: moment("expires_at").notNull(),
  createdAt: moment("created_at").notNull().defaultNow(),
  sessionId: uuid("session_id").notNull(),
  parentId: uuid("parent_id"),
  usedAt: moment("used_at"),
  replacedAt: moment("replaced_at"),
});

/** The keys that sign access tokens. */
export const signingKeys = pgTable("signing_keys", {
  kid: varchar("kid", { length: 64 }).primaryKey(),
  algorithm: varchar("algorithm", { length: 16, enum: ["ES256", "EdDSA"] }).notNull(),
  publicJwk: jsonb("public_jwk").notNull(),
  sealedPrivate: text("sealed_private").notNull(),
  activeFrom: moment("active_from").notNull(),
  retiredAt: moment("retired_at"),
  createdAt: moment("created_at").notNull().defaultNow(),
});

/** Every way in which a stored password hash was made. */
export const passwordSchemes = pgTable("password_schemes", {
  scheme: varchar("scheme", { length: 100 }).primaryKey(),
  createdAt: moment("created_at").notNull().defaultNow(),
});

/** A row of `users`. */
export type UserRow = typeof users.$inferSelect;

/** A row of `sessions`. */
export type SessionRow = typeof sessions.$inferSelect;

/** A row of `auth_tokens`. */
export type TokenRow = typeof authTokens.$inferSelect;
