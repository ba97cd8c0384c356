import { escapeIdentifier, escapeLiteral } from "pg";
import { type Connection, withConnection } from "../kit/connection.ts";

/** A service's database and the passwords of its two roles. All of it on the server of the superuser's URL. */
export type DatabaseOptions = { adminUrl: string; name: string; ownerPassword: string; appPassword: string };

/**
 * Makes a service's roles and database where they are missing, and sets passwords and access as given: `<name>_owner` owns
 * the database and migrates it, `<name>_app` may only connect (migrations grant the rest), nobody else gets in.
 */
export async function createDatabase({ adminUrl, name, ownerPassword, appPassword }: DatabaseOptions): Promise<void> {
  await withConnection(adminUrl, async (admin) => {
    await createRole(admin, `${name}_owner`, ownerPassword);
    await createRole(admin, `${name}_app`, appPassword);
    await createFor(admin, name, name, "template1");
  });
}

/** Copies a service's database, its tables and rows included. Nobody may be connected to the original. */
export async function copyDatabase(options: { adminUrl: string; service: string; name: string; original: string }) {
  const { adminUrl, service, name, original } = options;
  await withConnection(adminUrl, (admin) => createFor(admin, service, name, original));
}

/** Removes a database and ends the sessions in it. Absent is fine. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withConnection(adminUrl, (admin) =>
    admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`),
  );
}

async function createFor(admin: Connection, service: string, name: string, original: string): Promise<void> {
  const [owner, app] = [escapeIdentifier(`${service}_owner`), escapeIdentifier(`${service}_app`)];
  const [database, template] = [escapeIdentifier(name), escapeIdentifier(original)];
  const found = await admin.query("select from pg_database where datname = $1", [name]);
  if (found.rowCount === 0) await admin.query(`create database ${database} owner ${owner} template ${template}`);
  await admin.query(`revoke all on database ${database} from public`);
  await admin.query(`grant connect on database ${database} to ${app}`);
}

async function createRole(admin: Connection, name: string, password: string): Promise<void> {
  const role = escapeIdentifier(name);
  const found = await admin.query("select from pg_roles where rolname = $1", [name]);
  if (found.rowCount === 0) await admin.query(`create role ${role} nosuperuser nocreatedb nocreaterole noreplication`);
  await admin.query(`alter role ${role} login password ${escapeLiteral(password)}`);
}
