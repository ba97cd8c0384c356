/** The code of an error of the database or its driver: the innermost, because drizzle wraps what it is given. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return sqlState(error.cause) ?? (typeof code === "string" ? code : driverCodes.get(error.message));
}

/**
 * Whether a transaction that PostgreSQL broke off will do when it runs again: another one was in its way (a deadlock, a
 * serialization failure), or its connection was stale.
 */
export const isRetryable = (error: unknown): boolean =>
  ["40P01", "40001"].includes(sqlState(error) ?? "") || isStale(error);

/**
 * Whether a connection's prepared statements are of no more use: a migration has changed the type of a column since
 * ("cached plan must not change result type"), or a pooler has forgotten them. Every use would fail like this one.
 */
export const isStale = (error: unknown): boolean => ["0A000", "26000"].includes(sqlState(error) ?? "");

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
