import type { Database } from "../../kit/db.ts";
import type { Keyring } from "../../kit/keyring.ts";
import { makeKeyPair } from "./key-pair.ts";
import { type Policy, type Timings, upkeepOf } from "./signing-key.ts";
import { databaseNow, deleteKeys, insertKey, listKeys, lockKeys, retireKey } from "./signing-keys.ts";

/** What looking after the keys needs. */
export type MaintainKeysDeps = { database: Database; keyEncryptionKeys: Keyring; policy: Policy; timings: Timings };

/** Looks after the keys once; `asked` wants a successor also before it is due. */
export type MaintainKeys = (asked?: boolean) => Promise<void>;

/**
 * Makes the key that is due and deletes those that are gone, in one transaction. Replicas that do so at the same time wait
 * for each other, and see what the others did.
 */
export const maintainKeys =
  ({ database, keyEncryptionKeys, policy, timings }: MaintainKeysDeps): MaintainKeys =>
  (asked) =>
    database.transaction(async (tx) => {
      await lockKeys(tx);
      const now = await databaseNow(tx);
      const { gone, next } = upkeepOf(await listKeys(tx), now, policy, timings, asked);
      await deleteKeys(tx, gone);
      if (!next) return;
      await insertKey(tx, await makeKeyPair(policy.algorithm, keyEncryptionKeys), now, next.activeFrom);
      if (next.predecessor) await retireKey(tx, next.predecessor, next.activeFrom);
    });
