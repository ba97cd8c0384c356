/** One entry of package-lock.json, as far as we read it. */
export type LockEntry = {
  version?: string;
  resolved?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

/** package-lock.json, version 3. */
export type Lockfile = { packages: Record<string, LockEntry> };

/** An optional dependency that an entry names and the lockfile does not hold. `npm ci` refuses such a lockfile. */
export type Dangling = { from: string; name: string };

/**
 * The dangling optional dependencies of a lockfile. npm writes them when the registry it asked lacks a package for
 * another platform. An entry is looked up as Node does it: beside the dependent, then in every folder above.
 */
export function danglingEdges({ packages }: Lockfile): Dangling[] {
  return Object.entries(packages).flatMap(([from, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !holders(from).some((folder) => packages[`${folder}node_modules/${name}`]))
      .map((name) => ({ from, name })),
  );
}

function holders(from: string): string[] {
  const parents = from.split("/node_modules/").slice(0, -1);
  const above = parents.map((_, depth) => `${parents.slice(0, depth + 1).join("/node_modules/")}/`);
  return from === "" ? [""] : [`${from}/`, ...above.reverse(), ""];
}

/** The lockfile without dangling edges and without download addresses: integrity hashes say what is meant. */
export function pruned<L extends Lockfile>(lock: L): L {
  const copy = structuredClone(lock);
  for (const { from, name } of danglingEdges(copy)) delete copy.packages[from]?.optionalDependencies?.[name];
  for (const entry of Object.values(copy.packages)) {
    if (entry.resolved?.startsWith("http")) delete entry.resolved;
    if (entry.optionalDependencies && isEmpty(entry.optionalDependencies)) delete entry.optionalDependencies;
  }
  return copy;
}

const isEmpty = (record: object) => Object.keys(record).length === 0;
