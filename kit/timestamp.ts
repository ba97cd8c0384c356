import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { invalidField } from "./uuid.ts";

/** The moment that a message must name. Throws INVALID_REQUEST with the field when it is absent. */
export function requireDate(timestamp: Timestamp | undefined, field: string): Date {
  if (!timestamp) throw invalidField(field, "is required");
  return timestampDate(timestamp);
}
