import { ConfigError } from "../kit/env.ts";
import { isOutage, sqlState } from "../kit/sql-state.ts";

/** Explains by the variable's name that a database can not be reached or entered; gives any other error as it is. */
export function databaseFault(variable: string, error: unknown): unknown {
  const code = sqlState(error) ?? "";
  if (isOutage(error)) return new ConfigError([`${variable}: the database does not answer (${code})`]);
  if (/^(28|3D|42501)/.test(code)) return new ConfigError([`${variable}: the database refuses this login (${code})`]);
  return error;
}
