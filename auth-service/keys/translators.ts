import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type SigningKey as SigningKeyMessage,
  SigningKeySchema,
  SigningKeyState as StateMessage,
} from "../../gen/flock/auth/v1/signing_key_pb.ts";
import type { signingKeys } from "../schema.ts";
import type { ShownKey, SigningKey } from "./signing-key.ts";

/** The columns of a row that are part of the key. Its two parts are not. */
export type SigningKeyColumns = Omit<typeof signingKeys.$inferSelect, "publicJwk" | "sealedPrivate">;

/** Row to domain. */
export const keyFromRow = ({ kid, algorithm, createdAt, activeFrom, retiredAt }: SigningKeyColumns): SigningKey => ({
  ...{ kid, algorithm, createdAt, activeFrom },
  retiredAt: retiredAt ?? undefined,
});

/** Domain to message. */
export const keyToProto = ({ key, state }: ShownKey): SigningKeyMessage =>
  create(SigningKeySchema, {
    kid: key.kid,
    algorithm: key.algorithm,
    state: stateToProto[state],
    createdAt: timestampFromDate(key.createdAt),
    activeFrom: timestampFromDate(key.activeFrom),
    ...(key.retiredAt && { retiredAt: timestampFromDate(key.retiredAt) }),
  });

const stateToProto: Record<ShownKey["state"], StateMessage> = {
  waiting: StateMessage.WAITING,
  signing: StateMessage.SIGNING,
  retired: StateMessage.RETIRED,
};
