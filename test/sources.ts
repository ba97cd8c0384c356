import { existsSync, globSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";

const root = join(import.meta.dirname, "..");
const notOurs = [
  "node_modules/**",
  "**/node_modules/**",
  ".git/**",
  ".flock/**",
  "gen/**",
  "third_party/**",
  "releases/**",
];

/** A file of the project that people write. */
export type Source = { path: string; text: string; isTest: boolean };

/** The hand-written files that match, by their paths from the root of the project. */
export function sources(pattern: string): Source[] {
  const paths = globSync(pattern, { cwd: root, exclude: notOurs }).sort();
  return paths.map((path) => {
    const isTest = /^(test|k8s\/checks)\//.test(path) || path.endsWith(".test.ts") || path.includes("/testing/");
    return { path, text: readFileSync(join(root, path), "utf8"), isTest };
  });
}

/** What a TypeScript file imports: a package, or a path from the root of the project. */
export type Import = { from: string; to: string; typeOnly: boolean };

/** Every import and re-export of a file. */
export function importsOf({ path, text }: Source): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
  const dynamic = text.matchAll(/\bimport\(\s*()"([^"]+)"/g);
  return [...statements, ...dynamic].map(([, type, specifier = ""]) => {
    const to = specifier.startsWith(".") ? normalize(join(path, "..", specifier)) : specifier;
    return { from: path, to, typeOnly: !!type };
  });
}

/** Whether the project has such a file or folder. */
export const exists = (path: string) => existsSync(join(root, path));

/** The text of a file of the project. */
export const read = (path: string) => readFileSync(join(root, path), "utf8");
