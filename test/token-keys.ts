import { randomUUID } from "node:crypto";
import { startTokenKeys, type TokenKeys, type TokenKeysOptions } from "../auth-service/keys/token-keys.ts";
import type { Database } from "../kit/db.ts";
import { parseKeyring } from "../kit/keyring.ts";
import { createLog } from "../kit/log.ts";

/** Whose tokens the tests make. */
export const TEST_ISSUER = "http://auth.test";

/** The signing keys of a test's database, with the usual timings unless others are given. */
export const testTokenKeys = (database: Database, change: Partial<TokenKeysOptions> = {}): Promise<TokenKeys> =>
  startTokenKeys({
    database,
    issuer: TEST_ISSUER,
    keyEncryptionKeys: parseKeyring(`k1:${Buffer.alloc(32, 9).toString("base64")}`),
    policy: { algorithm: "ES256", rotateAfterMs: 30 * 86_400_000 }, // 30 days
    log: createLog("test", "silent"),
    ...change,
  });

/** Makes the headers of a call by a signed-in user, with a real access token: `client.verb(request, await bearer(userId))`. */
export const bearerOf =
  ({ issueAccessToken }: Pick<TokenKeys, "issueAccessToken">) =>
  async (userId: string, sessionId: string = randomUUID()) => {
    const { accessToken } = await issueAccessToken({ userId, sessionId, now: new Date() });
    return { headers: { authorization: `Bearer ${accessToken}` } };
  };
