import { DefaultFailureConverter } from "@temporalio/common";

/** Puts messages and stack traces of failures through the codec as well; only their types stay readable. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
