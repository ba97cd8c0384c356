// `make undo ID=...`: the orchestrator's undo command, with the variables of the stack that make up runs.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { variablesFile } from "./plan.ts";
import { settingsOrExit } from "./settings.ts";

const { dir, make } = settingsOrExit(process.env);
const file = variablesFile(dir, "orchestrator");
if (existsSync(file)) {
  const env = { ...process.env, ...JSON.parse(readFileSync(file, "utf8")) };
  const command = join(import.meta.dirname, "../orchestrator/undo/main.ts");
  process.exitCode =
    spawnSync(process.execPath, [command, process.argv[2] ?? ""], { env, stdio: "inherit" }).status ?? 1;
} else {
  process.stdout.write(`there is no stack yet: ${make} up starts one\n`);
  process.exitCode = 1;
}
