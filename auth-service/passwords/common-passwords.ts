import { readFileSync } from "node:fs";

/** The file with the list; its head names the source and the licence. */
const file = new URL("./common-passwords.txt", import.meta.url);
const isEntry = (line: string) => line !== "" && line !== "#" && !line.startsWith("# ");
const entries = readFileSync(file, "utf8").split("\n").filter(isEntry);

/** Passwords that attackers try first: lower case, at least 4 characters, the most common first. */
export const commonPasswords: ReadonlySet<string> = new Set(entries);

/** The thousand most common ones. */
export const mostCommonPasswords: ReadonlySet<string> = new Set(entries.slice(0, 1000));
