import { randomUUID } from "node:crypto";
import { v7 } from "uuid";

/** The ids that a new registration comes with. */
export const newIds = (): { userId: string; registrationId: string } => ({
  userId: v7(),
  registrationId: randomUUID(),
});
