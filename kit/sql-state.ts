/** The code of an error of the database or its driver: the innermost, because drizzle wraps what it is given. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return sqlState(error.cause) ?? (typeof code === "string" ? code : undefined);
}

/** Whether PostgreSQL broke a transaction off only because of another one: a deadlock or a serialization failure. */
export const isRetryable = (error: unknown): boolean => ["40P01", "40001"].includes(sqlState(error) ?? "");

/**
 * Whether the database is away, starting, stopping, full, or too slow: later the same statement can succeed.
 * PostgreSQL's classes 08, 53 and 57, a lock not got in time, and the driver's and the system's own codes.
 */
export const isOutage = (error: unknown): boolean => {
  const code = sqlState(error) ?? "";
  return /^(08|53|57)...$/.test(code) || outages.has(code);
};

const outages = new Set([
  ...["55P03", "25P03", "CONNECT_TIMEOUT", "CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED"],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"],
]);
