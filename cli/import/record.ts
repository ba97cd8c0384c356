import type { FieldFault } from "../failure.ts";

/** One account of another system, as its line tells of it. What is absent is empty. */
export type ImportRecord = {
  email: string;
  username: string;
  displayName: string;
  passwordHash: string;
  userId: string;
};

type Fields = Record<string, { to: keyof ImportRecord; isRequired: boolean }>;

const fields: Fields = {
  email: { to: "email", isRequired: true },
  username: { to: "username", isRequired: true },
  display_name: { to: "displayName", isRequired: false },
  password_hash: { to: "passwordHash", isRequired: true },
  id: { to: "userId", isRequired: false },
};

/** Reads one line. Answers the record, or what is wrong with the line; a fault quotes no value. */
export function readRecord(line: string): { record: ImportRecord } | { faults: FieldFault[] } {
  const value = parseJson(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { faults: [{ field: "", description: "is not a JSON object" }] };
  }
  const given = value as Record<string, unknown>;
  const faults = [
    ...Object.keys(given).flatMap(unknownFault),
    ...Object.keys(fields).flatMap((name) => faultOf(name, given[name])),
  ];
  if (faults.length > 0) return { faults };
  const values = Object.entries(fields).map(([name, { to }]) => [to, given[name] ?? ""]);
  return { record: Object.fromEntries(values) as ImportRecord };
}

/**
 * The one text that stands for what a record says, whatever the order and the spelling of its JSON. Two records have
 * the same text only when they say the same.
 */
export const canonical = ({ email, username, displayName, passwordHash, userId }: ImportRecord): string =>
  JSON.stringify([email, username, displayName, passwordHash, userId.toLowerCase()]);

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

// A key may be anything, an address too: only what looks like a misspelt name is told.
function unknownFault(name: string): FieldFault[] {
  if (Object.hasOwn(fields, name)) return [];
  const shown = /^[A-Za-z_]{1,40}$/.test(name) ? name : "";
  return [{ field: shown, description: "is not known" }];
}

function faultOf(field: string, value: unknown): FieldFault[] {
  const isRequired = fields[field]?.isRequired;
  if (!isRequired && (value === undefined || value === null)) return [];
  if (value === undefined) return [{ field, description: "is required" }];
  if (typeof value !== "string") return [{ field, description: "must be a text" }];
  if (isRequired && value === "") return [{ field, description: "must not be empty" }];
  return value.isWellFormed() ? [] : [{ field, description: "must be well-formed Unicode" }];
}
