import { z } from "zod";
import { algorithms } from "../kit/access-token/access-token.ts";
import { tokenIssuer } from "../kit/access-token/token-env.ts";
import { databaseUrl, poolSize } from "../kit/db.ts";
import { integer, parsed, secret } from "../kit/fields.ts";
import { parseKeyring } from "../kit/keyring.ts";
import { serverEnv } from "../kit/server-env.ts";
import { schemeNames } from "./passwords/hashing.ts";
import { DEFAULT_MIN_LENGTH, LEAST_MIN_LENGTH, MAX_LENGTH } from "./passwords/password-policy.ts";
import { BCRYPT_COST } from "./passwords/schemes/bcrypt.ts";

/** The variables that auth-service reads. */
export const authEnv = z.object({
  ...serverEnv(8081),
  DATABASE_URL: databaseUrl().meta({ description: "The auth database as auth_app: postgres://user:password@host/db." }),
  DATABASE_POOL_SIZE: poolSize(),
  PASSWORD_PEPPERS: keyring("Keys of the HMAC over every password before it is hashed"),
  SEALING_KEYS: keyring("Keys that seal password hashes on their way through a registration"),
  PASSWORD_SCHEME: z
    .enum(schemeNames, { error: `must be ${schemeNames.join(" or ")}` })
    .default("bcrypt")
    .meta({
      description:
        "How new password hashes are made: bcrypt or argon2id (19 MiB, 2 passes). Older ones are renewed at sign-in.",
    }),
  BCRYPT_COST: integer({ ...BCRYPT_COST, default: 12 }).meta({
    description:
      "Each step doubles the work to hash a password, here and for whoever steals the table. Below 10: tests only.",
  }),
  HASH_CONCURRENCY: integer({ min: 1, max: 256 }).optional().meta({
    description:
      "Passwords hashed at a time; without it as many as there are cores. UV_THREADPOOL_SIZE must be 4 more.",
  }),
  PASSWORD_MIN_LENGTH: integer({ min: LEAST_MIN_LENGTH, max: MAX_LENGTH, default: DEFAULT_MIN_LENGTH }).meta({
    description: "Characters that a new password must have at least.",
  }),
  SESSION_IDLE_DAYS: integer({ min: 1, max: 400, default: 14 }).meta({
    description: "Days after its last refresh at which a session ends.",
  }),
  SESSION_MAX_DAYS: integer({ min: 1, max: 400, default: 30 }).meta({
    description: "Days after its sign-in at which a session ends, however much it is used.",
  }),
  TOKEN_ISSUER: tokenIssuer(),
  TOKEN_ALGORITHM: z
    .enum(algorithms, { error: `must be ${algorithms.join(" or ")}` })
    .default("ES256")
    .meta({ description: "How access tokens are signed: ES256 or EdDSA. A change makes a new signing key." }),
  KEY_ENCRYPTION_KEYS: keyring("Keys that seal the private parts of signing keys in the database"),
  SIGNING_KEY_DAYS: integer({ min: 1, max: 3650, default: 30 }).meta({
    description: "Days after which a signing key is replaced.",
  }),
});

/** What the configuration says of signing keys. */
export const signingOf = (config: Pick<z.output<typeof authEnv>, SigningVariable>) => ({
  issuer: config.TOKEN_ISSUER,
  keyEncryptionKeys: config.KEY_ENCRYPTION_KEYS,
  policy: { algorithm: config.TOKEN_ALGORITHM, rotateAfterMs: config.SIGNING_KEY_DAYS * DAY_MS },
});

/** What the configuration says of sessions. */
export const sessionsOf = (config: Pick<z.output<typeof authEnv>, SessionVariable>) => ({
  lifetimes: { idleDays: config.SESSION_IDLE_DAYS, maxDays: config.SESSION_MAX_DAYS },
  allowedOrigins: config.ALLOWED_ORIGINS,
});

type SessionVariable = "SESSION_IDLE_DAYS" | "SESSION_MAX_DAYS" | "ALLOWED_ORIGINS";
type SigningVariable = "TOKEN_ISSUER" | "TOKEN_ALGORITHM" | "KEY_ENCRYPTION_KEYS" | "SIGNING_KEY_DAYS";

const DAY_MS = 86_400_000;

function keyring(purpose: string) {
  return parsed(secret(), parseKeyring).meta({
    description: `${purpose}: id:base64 of 32 bytes, the writing one first.`,
  });
}
