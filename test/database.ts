import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyDatabase, createDatabase, dropDatabase } from "../dev/databases.ts";
import { startPostgres } from "../dev/postgres.ts";
import { type Database, databases } from "../dev/stack-ports.ts";
import { migrate } from "../drizzle/migrate.ts";
import { migrationsOf } from "../drizzle/migrations.ts";
import { whenGone } from "./guard.ts";

/** Names the superuser's URL of the server that test/setup.ts started; without it a test file starts one of its own. */
export const SHARED_POSTGRES = "FLOCK_TEST_POSTGRES";

/** A service with a database. */
export type DatabaseOf = Database;

/** A migrated, empty database for one test file alone, on a real PostgreSQL. */
export type TestDatabase = {
  name: string;
  /** As the app role, like the service itself. */
  url: string;
  /** As the owner, like the migrations. */
  ownerUrl: string;
  adminUrl: string;
  /** Removes it. Belongs into the file's `after`. */
  drop(): Promise<void>;
};

/** Copies the template database of a service on the server of this run; an empty one has no tables yet. */
export async function testDatabase(service: DatabaseOf, { empty = false } = {}): Promise<TestDatabase> {
  const adminUrl = process.env[SHARED_POSTGRES] ?? (await ownServer()).adminUrl;
  const name = `${service}_${randomUUID().replaceAll("-", "")}`;
  await copyDatabase({ adminUrl, service, name, original: empty ? "template1" : service });
  const urlOf = (role: string) => asRole(adminUrl, `${service}_${role}`, name);
  return { name, adminUrl, url: urlOf("app"), ownerUrl: urlOf("owner"), drop: () => dropDatabase(adminUrl, name) };
}

let own: ReturnType<typeof startTestPostgres> | undefined;

function ownServer() {
  own ??= startTestPostgres();
  return own;
}

/** Starts a server that forgets everything, with a migrated template per service. It never outlives this process. */
export async function startTestPostgres(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "flock-test-postgres-"));
  const { adminUrl, pid } = await startPostgres({ dir, port: 0, settings: forgetful });
  const stop = whenGone(endServer, [String(pid), dir]);
  await Promise.all(databases.map((service) => makeTemplate(adminUrl, service)));
  return { adminUrl, stop };
}

const endServer = 'kill -QUIT "$1"; for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" && sleep 0.05; done; rm -rf "$2"';

const forgetful = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

async function makeTemplate(adminUrl: string, service: DatabaseOf): Promise<void> {
  const { password } = new URL(adminUrl);
  await createDatabase({ adminUrl, name: service, ownerPassword: password, appPassword: password });
  await migrate({ url: asRole(adminUrl, `${service}_owner`, service), dir: migrationsOf(service), log: { info() {} } });
}

// The roles of a test server have the superuser's password.
function asRole(adminUrl: string, role: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.pathname = database;
  return url.href;
}
