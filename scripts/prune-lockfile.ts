// Run after every change of package-lock.json: makes it a lockfile that `npm ci` accepts on any registry.
import { readFileSync, writeFileSync } from "node:fs";
import { danglingEdges, type Lockfile, pruned } from "./lockfile.ts";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
writeFileSync(file, `${JSON.stringify(pruned(lock), null, 2)}\n`);
process.stdout.write(`package-lock.json: ${danglingEdges(lock).length} dangling optional dependencies removed\n`);
