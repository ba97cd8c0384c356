const step = async (): Promise<string> => "ok";

/** Three steps that do nothing: what is measured is Temporal and its SDK. */
export const activities = { one: step, two: step, three: step };
export type Activities = typeof activities;
