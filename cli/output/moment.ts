import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";

/** A moment for people, in UTC to the second; empty when there is none. */
export const moment = (timestamp: Timestamp | undefined): string =>
  timestamp ? timestampDate(timestamp).toISOString().replace("T", " ").replace(/\..*/, "Z") : "";
