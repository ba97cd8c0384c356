/** The code of an error of the database or its driver: the innermost, because drizzle wraps what it is given. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return sqlState(error.cause) ?? (typeof code === "string" ? code : driverCodes.get(error.message));
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

// The driver tells these of its errors by their messages alone.
const driverCodes = new Map([
  ["Connection terminated", "CONNECTION_CLOSED"],
  ["Connection terminated unexpectedly", "CONNECTION_CLOSED"],
  ["Client was closed and is not queryable", "CONNECTION_CLOSED"],
  ["Client has encountered a connection error and is not queryable", "CONNECTION_CLOSED"],
  ["There was an error establishing an SSL connection", "CONNECTION_CLOSED"],
  ["Cannot use a pool after calling end on the pool", "POOL_CLOSED"],
  ["timeout expired", "CONNECT_TIMEOUT"],
  ["timeout exceeded when trying to connect", "CONNECT_TIMEOUT"],
  ["Connection terminated due to connection timeout", "CONNECT_TIMEOUT"],
]);

const outages = new Set([
  ...["55P03", "25P03", ...driverCodes.values()],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"],
]);
