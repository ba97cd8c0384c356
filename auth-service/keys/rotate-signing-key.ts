import { type ListSigningKeysDeps, listSigningKeys } from "./list-signing-keys.ts";
import type { MaintainKeys } from "./maintain-keys.ts";
import type { ShownKey } from "./signing-key.ts";

/** What rotating needs: `renew` reads this replica's copy of the keys again. */
export type RotateSigningKeyDeps = ListSigningKeysDeps & { maintain: MaintainKeys; renew(): Promise<unknown> };

/** Makes the key that signs next, unless one waits already, and answers it. It is published when this returns. */
export const rotateSigningKey = (deps: RotateSigningKeyDeps) => async (): Promise<ShownKey> => {
  await deps.maintain(true);
  await deps.renew();
  const [newest] = await listSigningKeys(deps)();
  if (!newest) throw new Error("the key that was just made is gone");
  return newest;
};
