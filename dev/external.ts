import { type Database, databases } from "./stack-ports.ts";

/** The URLs of one database: what the service uses, and what migrations use. */
export type DatabaseUrls = { app: string; owner: string };

/** The servers that are somebody else's: named in the environment, used as they are, never started nor stopped. */
export type External = { databases: Partial<Record<Database, DatabaseUrls>>; temporal: boolean };

/**
 * Reads AUTH_DATABASE_URL with AUTH_MIGRATION_DATABASE_URL, the same two of every other database, and TEMPORAL_ADDRESS. Throws when
 * only one of two is given.
 */
export function externalServers(env: NodeJS.ProcessEnv): External {
  const found = databases.map((name) => [name, databaseUrls(name, env)] as const).filter(([, urls]) => urls);
  return { databases: Object.fromEntries(found), temporal: !!env.TEMPORAL_ADDRESS };
}

function databaseUrls(name: Database, env: NodeJS.ProcessEnv): DatabaseUrls | undefined {
  const [appName, ownerName] = [`${name}_DATABASE_URL`.toUpperCase(), `${name}_MIGRATION_DATABASE_URL`.toUpperCase()];
  const [app, owner] = [env[appName], env[ownerName]];
  if (!app && !owner) return undefined;
  if (!app || !owner) throw new Error(`${app ? ownerName : appName}: is needed beside ${app ? appName : ownerName}`);
  return { app, owner };
}
