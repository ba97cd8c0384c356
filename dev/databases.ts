import postgres from "postgres";

/** One service's database and the passwords of its two roles. `template` is another database to copy. */
export type DatabaseOptions = {
  adminUrl: string;
  name: string;
  service: string;
  ownerPassword: string;
  appPassword: string;
  template?: string;
};

/**
 * Makes a service's roles and database where they are missing, and sets passwords and access as given: `<service>_owner`
 * owns the database and migrates it, `<service>_app` may only connect (migrations grant the rest), nobody else gets in.
 */
export async function createDatabase({
  adminUrl,
  name,
  service,
  template = "template1",
  ...passwords
}: DatabaseOptions) {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  const [owner, app] = [`${service}_owner`, `${service}_app`];
  try {
    await createRole(admin, owner, passwords.ownerPassword);
    await createRole(admin, app, passwords.appPassword);
    const [found] = await admin`select from pg_database where datname = ${name}`;
    if (!found) await admin`create database ${admin(name)} owner ${admin(owner)} template ${admin(template)}`;
    await admin`revoke all on database ${admin(name)} from public`;
    await admin`grant connect on database ${admin(name)} to ${admin(app)}`;
  } finally {
    await admin.end();
  }
}

async function createRole(admin: postgres.Sql, role: string, password: string): Promise<void> {
  const [found] = await admin`select from pg_roles where rolname = ${role}`;
  if (!found) await admin`create role ${admin(role)} login nosuperuser nocreatedb nocreaterole noreplication`;
  const [{ statement }] = await admin<[{ statement: string }]>`
    select format('alter role %I login password %L', ${role}::text, ${password}::text) as statement`;
  await admin.unsafe(statement);
}

/** Removes a database, ending the sessions in it. Absent is fine. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin`drop database if exists ${admin(name)} with (force)`.finally(() => admin.end());
}
