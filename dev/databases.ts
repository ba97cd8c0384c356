import postgres from "postgres";

/** A service's database and the passwords of its two roles. All of it on the server of the superuser's URL. */
export type DatabaseOptions = { adminUrl: string; name: string; ownerPassword: string; appPassword: string };

/**
 * Makes a service's roles and database where they are missing, and sets passwords and access as given: `<name>_owner` owns
 * the database and migrates it, `<name>_app` may only connect (migrations grant the rest), nobody else gets in.
 */
export async function createDatabase({ adminUrl, name, ownerPassword, appPassword }: DatabaseOptions): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await createRole(admin, `${name}_owner`, ownerPassword);
    await createRole(admin, `${name}_app`, appPassword);
    await createFor(admin, name, name, "template1");
  });
}

/** Copies a service's database, its tables and rows included. Nobody may be connected to the original. */
export async function copyDatabase(options: { adminUrl: string; service: string; name: string; original: string }) {
  const { adminUrl, service, name, original } = options;
  await asAdmin(adminUrl, (admin) => createFor(admin, service, name, original));
}

/** Removes a database and ends the sessions in it. Absent is fine. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await asAdmin(adminUrl, (admin) => admin`drop database if exists ${admin(name)} with (force)`);
}

async function createFor(admin: postgres.Sql, service: string, name: string, template: string): Promise<void> {
  const [owner, app] = [admin(`${service}_owner`), admin(`${service}_app`)];
  const [found] = await admin`select from pg_database where datname = ${name}`;
  if (!found) await admin`create database ${admin(name)} owner ${owner} template ${admin(template)}`;
  await admin`revoke all on database ${admin(name)} from public`;
  await admin`grant connect on database ${admin(name)} to ${app}`;
}

async function createRole(admin: postgres.Sql, role: string, password: string): Promise<void> {
  const [found] = await admin`select from pg_roles where rolname = ${role}`;
  if (!found) await admin`create role ${admin(role)} nosuperuser nocreatedb nocreaterole noreplication`;
  const [{ statement }] = await admin<[{ statement: string }]>`
    select format('alter role %I login password %L', ${role}::text, ${password}::text) as statement`;
  await admin.unsafe(statement);
}

async function asAdmin(adminUrl: string, run: (admin: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await run(admin);
  } finally {
    await admin.end();
  }
}
