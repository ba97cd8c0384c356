// What all test files of a run share (`node --test-global-setup`): one PostgreSQL and one Temporal server.
import { SHARED_POSTGRES, startTestPostgres } from "./database.ts";
import { SHARED_TEMPORAL, startTestTemporal } from "./temporal.ts";

const stops: (() => Promise<void>)[] = [];

/** Called by node before the first test file; test processes inherit the variables. */
export async function globalSetup(): Promise<void> {
  const [postgres, temporal] = await Promise.all([startTestPostgres(), startTestTemporal()]);
  stops.push(postgres.stop, temporal.stop);
  process.env[SHARED_POSTGRES] = postgres.adminUrl;
  process.env[SHARED_TEMPORAL] = temporal.address;
}

/** Called by node after the last one. */
export async function globalTeardown(): Promise<void> {
  await Promise.all(stops.map((stop) => stop()));
}
