import { Problem } from "./problem.ts";

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID in its one spelling, lower case. Throws INVALID_REQUEST that names the field, such as `invalid user ID`. */
export function parseUuid(text: string, field: string, what: string): string {
  const id = text.toLowerCase();
  if (!form.test(id)) throw invalidField(field, `invalid ${what} ID`);
  return id;
}

/** The refusal of one field of a message. */
export const invalidField = (field: string, description: string) =>
  new Problem("INVALID_REQUEST", { fields: [{ field, description }] });
