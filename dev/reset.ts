// `make reset`: stops the stack and deletes what it made. The folder may be anything, so only what is ours goes.
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { settingsOrExit } from "./settings.ts";
import { shutDown } from "./shut-down.ts";
import { databases } from "./stack-ports.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const servers = databases.map((name) => `postgres-${name}`);
const made = [...servers, "temporal", "secrets", "env", "logs", "run.json"];
const { dir, shownDir } = settingsOrExit(process.env);

await shutDown(dir, say);
for (const name of made.filter((entry) => existsSync(join(dir, entry)))) {
  say(`deleting ${join(shownDir, name)}`);
  rmSync(join(dir, name), { recursive: true });
}
if (existsSync(dir) && readdirSync(dir).length === 0) rmdirSync(dir);
