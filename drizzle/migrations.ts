import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../kit/env.ts";

/** One hand-written step of a database's history. Never changed once it is released. */
export type Migration = { name: string; checksum: string; text: string };

/** What a database remembers of a step that was applied. */
export type Applied = { name: string; checksum: string };

/** The folder with the migrations of a service, such as "auth". */
export const migrationsOf = (service: string) => join(import.meta.dirname, service);

/** The services that have migrations. */
export const databaseNames = (): string[] =>
  readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** All migrations of a folder in their order. Throws when a name does not say its place: `0001_users.sql`. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".sql")).sort();
  const numbers = names.map((name) => /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
  const wrong = names.find((_, index) => !numbers[index] || numbers[index] === numbers[index - 1]);
  if (wrong) throw new ConfigError([`${wrong}: a migration needs a number of its own, as in 0001_users.sql`]);
  return Promise.all(names.map((name) => readMigration(dir, name)));
}

async function readMigration(dir: string, name: string): Promise<Migration> {
  const text = (await readFile(join(dir, name), "utf8")).replaceAll("\r\n", "\n");
  return { name, text, checksum: createHash("sha256").update(text).digest("hex") };
}

/**
 * Which migrations are still to be applied. A database that is newer than the files is fine and needs none. Throws when a
 * file was changed or removed after it was applied, or is new but sorts before an applied one.
 */
export function pendingMigrations(files: Migration[], applied: Applied[]): Migration[] {
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  const [lastFile = "", lastApplied = ""] = [lastName(files), lastName(applied)];
  const pending = files.filter(({ name }) => !checksums.has(name));
  const changed = files.find(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum);
  const skipped = pending.find(({ name }) => name < lastApplied);
  const removed = applied.find(({ name }) => name < lastFile && !files.some((file) => file.name === name));
  if (changed) throw refused(`${changed.name} was changed after it was applied: undo that, write a new file`);
  if (skipped) throw refused(`${skipped.name} sorts before ${lastApplied}, which is applied: give it a later number`);
  if (removed) throw refused(`${removed.name} is applied, but its file is gone: bring it back`);
  return pending;
}

const lastName = (list: { name: string }[]) =>
  list
    .map(({ name }) => name)
    .sort()
    .at(-1);

const refused = (why: string) => new ConfigError([why]);
