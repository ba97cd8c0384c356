import type { Database } from "../../kit/db.ts";
import { type ShownKey, stateOf, type Timings } from "./signing-key.ts";
import { databaseNow, listKeys } from "./signing-keys.ts";

/** What listing needs. */
export type ListSigningKeysDeps = { database: Database; timings: Timings };

/** Answers all keys that are of use, the newest first, and where each stands by PostgreSQL's clock. */
export const listSigningKeys =
  ({ database, timings }: ListSigningKeysDeps) =>
  (): Promise<ShownKey[]> =>
    database.query(async (db) => {
      const now = await databaseNow(db);
      const shown = (await listKeys(db)).map((key) => ({ key, state: stateOf(key, now, timings) }));
      return shown.filter((one): one is ShownKey => one.state !== "gone");
    });
