import { sql } from "drizzle-orm";
import { KeyService } from "../../../gen/flock/auth/v1/key_service_pb.ts";
import { connectClient } from "../../../kit/client.ts";
import { openDatabase } from "../../../kit/db.ts";

/** Where auth-service is, what an operator shows it, and its database as the owner. */
export type RotateOptions = { baseUrl: string; credential: string; databaseUrl: string; switchInMs: number };

/**
 * Makes a new signing key that signs in a moment. A real one waits for a quarter of an hour, until everybody has seen it; here
 * its row is moved, so whoever verifies has less time than was promised. The second call answers the key that waits, and
 * has auth-service read the row again.
 */
export async function rotate({ baseUrl, credential, databaseUrl, switchInMs }: RotateOptions): Promise<void> {
  const keys = connectClient(KeyService, { baseUrl, credential, timeoutMs: 10_000 });
  const { key } = await keys.rotateSigningKey({});
  const database = openDatabase(databaseUrl, { max: 1 });
  const moved = sql`clock_timestamp() + ${switchInMs} * interval '1 millisecond'`;
  await database
    .query(async (db) => {
      await db.execute(sql`with moment as (select ${moved} as at)
        update signing_keys set
          active_from = case when kid = ${key?.kid} then moment.at else active_from end,
          retired_at = case when kid = ${key?.kid} then retired_at else moment.at end
        from moment where kid = ${key?.kid} or retired_at > clock_timestamp()`);
    })
    .finally(database.close);
  await keys.rotateSigningKey({});
}
